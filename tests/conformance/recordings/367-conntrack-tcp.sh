# TCP through its states as conntrack sees it
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
ip netns exec r iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP
ip netns exec r iptables -A FORWARD -m conntrack --ctstate NEW -p tcp ! --syn
mkdir www; echo hello > www/index.html
ip netns exec wan busybox httpd -p 80 -h www
ip netns exec r conntrack -E -p tcp > events.txt 2>/dev/null &
sleep 1
ip netns exec lan curl -s http://203.0.113.80/
sleep 1
cat events.txt
ip netns exec r conntrack -L -p tcp 2>/dev/null
ip netns exec lan nc -w 1 203.0.113.80 81; echo "exit $?"
sleep 0.5
tail -n +7 events.txt
ip netns exec r conntrack -L -p tcp --dport 81
ip netns exec wan iptables -A INPUT -p tcp --dport 82 -j DROP
ip netns exec lan nc -w 2 203.0.113.80 82; echo "exit $?"
ip netns exec r conntrack -L -p tcp --dport 82 2>/dev/null
ip netns exec wan nc -l 90 > got.txt &
sleep 0.5
(sleep 2; echo late) | ip netns exec lan nc -N 203.0.113.80 90 &
sleep 1
ip netns exec r conntrack -L -p tcp --dport 90 2>/dev/null
wait %3
sleep 0.5
cat got.txt
ip netns exec r conntrack -L -p tcp --dport 90 2>/dev/null
ip netns exec r conntrack -D -p tcp --dport 90
ip netns exec wan nc -l 91 > got.txt &
sleep 0.5
(echo one; sleep 2; echo two) | ip netns exec lan nc -N 203.0.113.80 91 &
sleep 1
ip netns exec r conntrack -D -p tcp --dport 91 2>/dev/null
sleep 2
cat got.txt
ip netns exec r conntrack -L -p tcp --dport 91 2>/dev/null
ip netns exec r iptables -L FORWARD -n -v
ip netns exec r sysctl net.netfilter.nf_conntrack_count
kill %1
