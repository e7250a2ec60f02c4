# errors about translated packets find their way back, and are RELATED
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
ip -n wan route add default via 203.0.113.1
ip netns exec r iptables -t nat -A POSTROUTING -o wan0 -j MASQUERADE
ip netns exec r iptables -A FORWARD -m conntrack --ctstate NEW
ip netns exec r iptables -A FORWARD -m conntrack --ctstate ESTABLISHED
ip netns exec r iptables -A FORWARD -m conntrack --ctstate RELATED
ip netns exec r iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP
ip netns exec lan tcpdump -i eth0 -nn -v -c 2 'icmp or udp' > cap-lan.txt 2>/dev/null &
ip netns exec wan tcpdump -i eth0 -nn -v -c 2 'icmp or udp' > cap-wan.txt 2>/dev/null &
sleep 1
echo x | ip netns exec lan nc -u -p 5555 -w 1 203.0.113.80 777
wait
cat cap-lan.txt
cat cap-wan.txt
ip netns exec r conntrack -L -p udp 2>/dev/null
ip netns exec r iptables -L FORWARD -n -v
ip netns exec lan traceroute -n -q 1 -w 1 203.0.113.80
ip -n r link set wan0 mtu 1400
ip netns exec lan ping -c 2 -i 0.2 -W 1 -s 1450 -M do 203.0.113.80
ip netns exec lan ip route get 203.0.113.80 | head -1
ip netns exec lan ping -c 1 -t 1 -W 1 203.0.113.80
ip netns exec wan iptables -A INPUT -p icmp -j REJECT --reject-with icmp-host-prohibited
# traceroute has used up what wan may send of errors; one a second comes back
sleep 1.2
ip netns exec lan ping -c 1 -W 1 203.0.113.80
ip netns exec wan iptables -F
ip netns exec r iptables -Z
ip netns exec wan ping -c 1 -W 1 192.168.0.10
ip netns exec r iptables -L FORWARD -n -v
ip netns exec r iptables -t nat -L POSTROUTING -n -v
