# a server reached by its outside address from its own network
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
ip -n r link add br0 type bridge
ip netns add srv; ip -n srv link set lo up
ip link add eth0 netns srv type veth peer name srv0 netns r
ip -n r addr flush dev lan0
ip -n r link set lan0 master br0
ip -n r link set srv0 master br0
ip -n r addr add 192.168.0.1/24 dev br0
ip -n r link set srv0 up; ip -n r link set br0 up
ip -n srv addr add 192.168.0.20/24 dev eth0; ip -n srv link set eth0 up
ip -n srv route add default via 192.168.0.1
mkdir www; echo "served" > www/index.html
ip netns exec srv busybox httpd -p 80 -h www
sleep 2
ip netns exec r iptables -t nat -A PREROUTING -d 203.0.113.1 -p tcp --dport 80 -j DNAT --to-destination 192.168.0.20
ip netns exec wan curl -s -m 2 http://203.0.113.1/
ip netns exec lan curl -s -m 2 http://203.0.113.1/
ip netns exec r conntrack -L -p tcp 2>/dev/null | sort
ip netns exec r sysctl net.bridge.bridge-nf-call-iptables
ip netns exec r sysctl -w net.bridge.bridge-nf-call-iptables=0
ip netns exec r conntrack -F
ip netns exec lan curl -s -m 2 http://203.0.113.1/; echo "exit $?"
ip netns exec r iptables -t nat -A POSTROUTING -s 192.168.0.0/24 -d 192.168.0.20 -j MASQUERADE
ip netns exec lan curl -s -m 2 http://203.0.113.1/; echo "exit $?"
ip netns exec r conntrack -L -p tcp -d 203.0.113.1 -s 192.168.0.10 2>/dev/null | grep -v SYN_SENT
ip netns exec r iptables -t nat -L POSTROUTING -n -v
ip netns exec r iptables -t nat -L PREROUTING -n -v
ip netns exec srv curl -s -m 2 http://203.0.113.1/; echo "exit $?"
