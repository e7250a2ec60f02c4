# marks that decide the way: policy routing by fwmark, CONNMARK, and what rp_filter says of it
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
ip netns add wan2; ip -n wan2 link set lo up
ip link add eth0 netns wan2 type veth peer name wan1 netns r
ip -n r addr add 198.51.100.1/24 dev wan1; ip -n r link set wan1 up
ip -n wan2 addr add 198.51.100.80/24 dev eth0; ip -n wan2 link set eth0 up
for n in wan wan2; do ip -n $n addr add 8.8.8.8/32 dev lo; done
ip -n wan route add default via 203.0.113.1
ip -n wan2 route add default via 198.51.100.1
ip -n r route add default via 203.0.113.80
ip -n r route add default via 198.51.100.80 table 200
ip -n r rule add fwmark 0x2 table 200
mkdir w1 w2; echo one > w1/index.html; echo two > w2/index.html
ip netns exec wan busybox httpd -p 80 -h w1
ip netns exec wan2 busybox httpd -p 80 -h w2
sleep 1
ip netns exec lan curl -s -m 2 http://8.8.8.8/
ip netns exec r iptables -t mangle -A PREROUTING -i lan0 -p tcp --dport 80 -j MARK --set-mark 2
ip netns exec lan curl -s -m 2 http://8.8.8.8/
ip netns exec r curl -s -m 2 http://8.8.8.8/
ip netns exec r iptables -t mangle -A OUTPUT -p tcp --dport 80 -j MARK --set-mark 2
ip netns exec r curl -s -m 2 http://8.8.8.8/; echo "exit $?"
ip netns exec r iptables -t nat -A POSTROUTING -o wan1 -j MASQUERADE
ip netns exec r curl -s -m 2 http://8.8.8.8/; echo "exit $?"
ip netns exec r ip route get 8.8.8.8 mark 2
ip netns exec r ip route get 8.8.8.8
ip netns exec r sysctl -q -w net.ipv4.conf.all.rp_filter=1
ip netns exec lan curl -s -m 2 http://8.8.8.8/; echo "exit $?"
ip netns exec r nstat -az TcpExtIPReversePathFilter | tail -1
ip netns exec r sysctl -q -w net.ipv4.conf.wan1.src_valid_mark=1
ip netns exec r iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark
ip netns exec r iptables -t mangle -A POSTROUTING -j CONNMARK --save-mark
ip netns exec lan curl -s -m 2 http://8.8.8.8/; echo "exit $?"
ip netns exec r conntrack -L -m 2 2>/dev/null | grep -c TIME_WAIT
ip netns exec r sysctl -q -w net.ipv4.conf.all.rp_filter=2
ip netns exec lan curl -s -m 2 http://8.8.8.8/; echo "exit $?"
ip netns exec r iptables -A FORWARD -m mark --mark 2/0xff
ip netns exec r iptables -A FORWARD -m connmark --mark 2
ip netns exec r iptables -A FORWARD -m connmark ! --mark 2
ip netns exec r iptables -t mangle -A PREROUTING -p icmp -j MARK --or-mark 0x10
ip netns exec r iptables -A FORWARD -m mark --mark 0x10/0x10
ip netns exec lan ping -c 2 -i 0.2 -W 1 8.8.8.8
ip netns exec r iptables -L FORWARD -n -v
ip netns exec r iptables -t mangle -L -n
