# NAT in each direction, as conntrack -E tells it
for n in c r s; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns c type veth peer name lan netns r
ip link add eth0 netns s type veth peer name wan netns r
ip -n c addr add 192.168.7.2/24 dev eth0
ip -n r addr add 192.168.7.1/24 dev lan
ip -n r addr add 198.51.100.1/24 dev wan
ip -n s addr add 198.51.100.9/24 dev eth0
for d in c:eth0 r:lan r:wan s:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n c route add default via 192.168.7.1
R="ip netns exec r"
$R sysctl -q -w net.ipv4.ip_forward=1
$R iptables -t nat -A POSTROUTING -o wan -j MASQUERADE
$R iptables -t nat -A PREROUTING -i wan -p tcp --dport 2222 -j DNAT --to-destination 192.168.7.2:22
$R iptables -t nat -A PREROUTING -i wan -p udp --dport 5000:5010 -j DNAT --to-destination 192.168.7.2
$R iptables -t nat -A PREROUTING -i lan -p tcp --dport 3128 -j REDIRECT --to-ports 8080
sleep 2
ip netns exec c ping -c 1 192.168.7.1 > /dev/null; ip netns exec s ping -c 1 198.51.100.1 > /dev/null
$R conntrack -F
$R conntrack -E -o timestamp > ev0.txt 2> /dev/null & sleep 0.5
kill -INT $!; wait $!
sed 's/\[[0-9. \t]*\]//' ev0.txt
$R conntrack -E > ev.txt 2> sum.txt & sleep 0.5
ip netns exec s nc -l 80 > /dev/null & sleep 0.3
echo hi | ip netns exec c nc -N -p 40001 198.51.100.9 80
ip netns exec c nc -l 22 > got.txt & sleep 0.3
echo ssh | ip netns exec s nc -N -p 40002 198.51.100.1 2222
cat got.txt
ip netns exec c timeout 2 nc -u -l 5003 > udp.txt & sleep 0.3
echo dgram | ip netns exec s nc -u -w 1 -p 40003 198.51.100.1 5003
sleep 1.5
cat udp.txt
$R nc -l 8080 > red.txt & sleep 0.3
echo proxied | ip netns exec c nc -N -p 40004 198.51.100.9 3128
cat red.txt
ip netns exec c ping -c 1 -W 1 198.51.100.9 | head -2
ip netns exec c nc -z -p 40005 -w 1 198.51.100.9 81; echo $?
sleep 0.5
$R conntrack -D -p tcp --orig-port-src 40002
$R conntrack -D -p icmp
kill -INT %1; sleep 0.5
cat ev.txt
cat sum.txt
$R conntrack -L -p udp
$R conntrack -L --dst-nat -p tcp 2>&1 | sort
$R conntrack -L --src-nat -p tcp 2>&1 | sort
$R conntrack -L -n 2>&1 | sort
$R conntrack -L -g 2>&1 | sort
$R conntrack -L -j 2>&1 | sort
$R conntrack -C
$R iptables -t nat -nvL
