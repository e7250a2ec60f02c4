# every kind of REJECT, as the sender sees it: forwarded, to the router, from itself
for n in lan r wan; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns lan address 02:00:00:00:01:0a type veth peer name lan0 address 02:00:00:00:01:01 netns r
ip link add eth0 netns wan address 02:00:00:00:02:50 type veth peer name wan0 address 02:00:00:00:02:01 netns r
ip -n lan addr add 192.168.0.10/24 dev eth0
ip -n r addr add 192.168.0.1/24 dev lan0
ip -n r addr add 203.0.113.1/24 dev wan0
ip -n wan addr add 203.0.113.80/24 dev eth0
for d in lan:eth0 r:lan0 r:wan0 wan:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n lan route add default via 192.168.0.1
ip netns exec r sysctl -q -w net.ipv4.ip_forward=1
ip netns exec r sysctl -q -w net.ipv4.icmp_ratelimit=0
ip -n wan route add default via 203.0.113.1
ip netns exec wan nc -lk 99 > /dev/null &
sleep 1
for how in icmp-net-unreachable icmp-host-unreachable icmp-port-unreachable icmp-proto-unreachable icmp-net-prohibited icmp-host-prohibited icmp-admin-prohibited; do echo "== $how"; ip netns exec r iptables -A FORWARD -s 192.168.0.10 -j REJECT --reject-with $how; ip netns exec lan ping -c 1 -W 1 203.0.113.80; ip netns exec lan nc -v -w 1 203.0.113.80 99 < /dev/null; ip netns exec lan curl -m 2 http://203.0.113.80:99/ 2>&1 | tail -1; ip netns exec r iptables -F FORWARD; done
ip netns exec r iptables -A FORWARD -p tcp -j REJECT --reject-with tcp-reset
ip netns exec lan tcpdump -i eth0 -nn -v -c 2 tcp > cap.txt 2>/dev/null &
sleep 1
ip netns exec lan nc -v -w 1 203.0.113.80 99 < /dev/null
wait %2; cat cap.txt
ip netns exec r iptables -F
ip netns exec r iptables -A INPUT -p udp -j REJECT
ip netns exec r iptables -A INPUT -p icmp -j REJECT --reject-with icmp-host-prohibited
ip netns exec lan ping -c 1 -W 1 192.168.0.1
ip netns exec lan nc -u -v -z 192.168.0.1 53
ip netns exec r iptables -L INPUT -n -v
ip netns exec r iptables -F
ip netns exec r iptables -A OUTPUT -d 192.168.0.10 -j REJECT
ip netns exec r ping -c 1 -W 1 192.168.0.10
ip netns exec r nc -v -w 1 192.168.0.10 99
ip netns exec r iptables -R OUTPUT 1 -d 192.168.0.10 -p tcp -j REJECT --reject-with tcp-reset
ip netns exec r nc -v -w 1 192.168.0.10 99
ip netns exec r iptables -R OUTPUT 1 -d 192.168.0.10 -j DROP
ip netns exec r ping -c 1 -W 1 192.168.0.10
ip netns exec r nc -v -w 1 192.168.0.10 99
ip netns exec r iptables -L OUTPUT -n -v
ip netns exec r iptables -P OUTPUT DROP
ip netns exec r iptables -F OUTPUT
ip netns exec lan ping -c 1 -W 1 192.168.0.1
ip netns exec r iptables -L OUTPUT -n -v
kill %1
