# connections that do not come about: refused, no route, prohibited, black hole, no neighbour, filtered by TTL
ip netns add a
ip netns add r
ip netns add b
ip link add eth0 netns a type veth peer name r0 netns r
ip link add eth0 netns b type veth peer name r1 netns r
for n in a r b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; done
ip -n a addr add 10.0.1.2/24 dev eth0
ip -n r addr add 10.0.1.1/24 dev r0
ip -n r addr add 10.0.2.1/24 dev r1
ip -n b addr add 10.0.2.2/24 dev eth0
ip -n a link set eth0 up; ip -n r link set r0 up; ip -n r link set r1 up; ip -n b link set eth0 up
ip netns exec r sysctl -qw net.ipv4.ip_forward=1
ip -n a route add default via 10.0.1.1
ip -n b route add default via 10.0.2.1
ip netns exec a nc -v 10.0.2.2 80; echo "exit $?"
ip netns exec a nc -v 10.0.2.77 80; echo "exit $?"
ip netns exec a nc -v 10.0.1.77 80; echo "exit $?"
ip netns exec a nc -v 10.3.0.1 80; echo "exit $?"
ip -n r route add blackhole 10.4.0.0/16
ip -n r route add unreachable 10.5.0.0/16
ip -n r route add prohibit 10.6.0.0/16
ip netns exec a nc -v -w 2 10.4.0.1 80; echo "exit $?"
ip netns exec a nc -v 10.5.0.1 80; echo "exit $?"
ip netns exec a nc -v 10.6.0.1 80; echo "exit $?"
ip netns exec r nc -v 10.4.0.1 80; echo "exit $?"
ip netns exec r nc -v 10.5.0.1 80; echo "exit $?"
ip netns exec r nc -v 10.6.0.1 80; echo "exit $?"
ip netns exec r nc -v 10.99.0.1 80; echo "exit $?"
ip netns exec a nc -v 127.0.0.1 80; echo "exit $?"
ip netns exec a nc -v 10.0.1.255 80; echo "exit $?"
ip netns exec a nc -v 224.0.0.1 80; echo "exit $?"
ip netns exec a nc -v 255.255.255.255 80; echo "exit $?"
ip netns exec a nc -v 0.0.0.0 80; echo "exit $?"
ip netns exec a nc -M 1 -v 10.0.2.2 80; echo "exit $?"
ip -n b route del default
ip netns exec a nc -v -w 2 10.0.2.2 80; echo "exit $?"
ip netns exec r sysctl -qw net.ipv4.ip_forward=0
ip netns exec a nc -v -w 2 10.0.2.2 80; echo "exit $?"
ip -n a link set lo down
ip netns exec a nc -v -w 2 127.0.0.1 80; echo "exit $?"
ip -n a link set eth0 down
ip netns exec a nc -v 10.0.2.2 80; echo "exit $?"
ip netns exec a cat /proc/net/snmp | grep Tcp: | cut -d" " -f6-7,12,14-15
