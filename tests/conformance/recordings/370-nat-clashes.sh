# ports that are taken: kept when free, drawn when not, and refused when there is only one
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
ip netns add lan2; ip -n lan2 link set lo up
ip link add eth0 netns lan2 type veth peer name lan1 netns r
ip -n r addr add 192.168.1.1/24 dev lan1; ip -n r link set lan1 up
ip -n lan2 addr add 192.168.1.10/24 dev eth0; ip -n lan2 link set eth0 up
ip -n lan2 route add default via 192.168.1.1
ip netns exec wan nc -ulk 7000 > /dev/null &
ip netns exec r iptables -t nat -A POSTROUTING -o wan0 -j SNAT --to-source 203.0.113.1
sleep 1
echo a | ip netns exec lan nc -u -p 5000 -w 1 203.0.113.80 7000
ip netns exec r conntrack -L -p udp 2>/dev/null
echo b | ip netns exec lan2 nc -u -p 5000 -w 1 203.0.113.80 7000
ip netns exec r conntrack -L -p udp -s 192.168.1.10 2>/dev/null | grep -c 'dport=5000 '
ip netns exec r conntrack -L -p udp 2>/dev/null | wc -l
ip netns exec r conntrack -F
ip netns exec r iptables -t nat -F
ip netns exec r iptables -t nat -A POSTROUTING -o wan0 -p udp -j SNAT --to-source 203.0.113.1:6000
echo a | ip netns exec lan nc -u -p 5000 -w 1 203.0.113.80 7000
echo b | ip netns exec lan2 nc -u -p 5000 -w 1 203.0.113.80 7000
ip netns exec r conntrack -L -p udp 2>/dev/null
ip netns exec r conntrack -S | sed 's/ \+/\n/g' | grep -E 'insert_failed|drop' | sort | uniq -c | awk '$2 !~ /=0$/ {print $2}'
ip netns exec r conntrack -F
ip netns exec r iptables -t nat -R POSTROUTING 1 -o wan0 -p udp -j SNAT --to-source 203.0.113.4-203.0.113.4:700-800
echo a | ip netns exec lan nc -u -p 750 -w 1 203.0.113.80 7000
ip netns exec r conntrack -L -p udp 2>/dev/null
ip netns exec r iptables -t nat -L POSTROUTING -n -v
ip netns exec r iptables -t nat -F
ip netns exec r iptables -t nat -A POSTROUTING -o wan0 -j MASQUERADE
echo c | ip netns exec lan nc -u -p 5001 -w 1 203.0.113.80 7000
ip netns exec r conntrack -L -p udp --dport 7000 -s 192.168.0.10 2>/dev/null | grep 5001
ip -n r link set wan0 down
ip netns exec r conntrack -L -p udp 2>/dev/null | grep -c 5001
ip -n r link set wan0 up
echo c | ip netns exec lan nc -u -p 5002 -w 1 203.0.113.80 7000
ip netns exec r conntrack -L -p udp 2>/dev/null | grep 5002
ip -n r addr add 203.0.113.5/24 dev wan0
ip -n r addr del 203.0.113.1/24 dev wan0
ip netns exec r conntrack -L -p udp 2>/dev/null | grep -c 5002
kill %1
