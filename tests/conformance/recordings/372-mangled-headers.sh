# targets that change headers: TCPMSS, TTL, TOS, DSCP-like, seen on the far side
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
ip netns exec wan nc -lk 99 > /dev/null &
ip netns exec r iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000
ip netns exec r iptables -t mangle -A FORWARD -o wan0 -j TOS --set-tos 0x10
ip netns exec r iptables -t mangle -A POSTROUTING -o wan0 -j TTL --ttl-set 33
ip netns exec wan tcpdump -i eth0 -nn -v -c 3 'tcp or icmp' > cap.txt 2>/dev/null &
sleep 1
ip netns exec lan nc -w 1 203.0.113.80 99 < /dev/null
wait %2
cat cap.txt
ip netns exec r iptables -t mangle -L -n -v
ip netns exec r iptables -t mangle -F
ip netns exec r iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
ip -n r link set wan0 mtu 1300
ip netns exec r iptables -t mangle -A PREROUTING -p icmp -j TTL --ttl-dec 10
ip netns exec wan tcpdump -i eth0 -nn -v -c 2 'tcp[tcpflags] & tcp-syn != 0 or icmp[0] = 8' > cap.txt 2>/dev/null &
sleep 1
ip netns exec lan nc -w 1 203.0.113.80 99 < /dev/null
ip netns exec lan ping -c 1 -W 1 203.0.113.80 > /dev/null
wait %2
cat cap.txt
ip netns exec r iptables -t mangle -F
ip netns exec r iptables -A FORWARD -m tcpmss --mss 1400:1500 -p tcp --syn
ip netns exec r iptables -A FORWARD -m ttl --ttl-eq 63
ip netns exec r iptables -A FORWARD -m ttl --ttl-gt 63
ip netns exec r iptables -A FORWARD -m tos --tos 0x08
ip netns exec r iptables -A FORWARD -m dscp --dscp-class EF
ip netns exec r iptables -A FORWARD -m length --length 84
ip netns exec r iptables -A FORWARD -m length --length 100:
ip netns exec lan ping -c 1 -W 1 -Q 0x08 203.0.113.80 > /dev/null
ip netns exec lan ping -c 1 -W 1 -Q 0xb8 -s 100 203.0.113.80 > /dev/null
ip netns exec lan nc -w 1 203.0.113.80 99 < /dev/null
ip netns exec r iptables -L FORWARD -n -v
kill %1
