# pings that fail: nobody home, no route, dropped on the way, errors from routers
ip netns add a
ip netns add r
ip netns add b
ip link add eth0 netns a type veth peer name r0 netns r
ip link add eth0 netns b type veth peer name r1 netns r
ip -n a addr add 10.0.1.2/24 dev eth0
ip -n r addr add 10.0.1.1/24 dev r0
ip -n r addr add 10.0.2.1/24 dev r1
ip -n b addr add 10.0.2.2/24 dev eth0
for n in a r b; do ip -n $n link set lo up; done
ip -n a link set eth0 up; ip -n r link set r0 up; ip -n r link set r1 up; ip -n b link set eth0 up
ip netns exec r sysctl -qw net.ipv4.ip_forward=1
sleep 2
ip -n a route add default via 10.0.1.1
ip netns exec a ping -c 1 -W 1 10.0.2.2
ip -n b route add default via 10.0.2.1
ip netns exec a ping -c 1 -W 1 10.0.2.2
ip netns exec a ping -c 1 -W 4 10.0.1.77
ip netns exec a ping -c 2 -W 4 10.0.2.77
ip netns exec a ping -c 1 -W 1 10.3.0.1
ip -n r route add blackhole 10.4.0.0/16
ip -n r route add unreachable 10.5.0.0/16
ip -n r route add prohibit 10.6.0.0/16
sleep 1
ip netns exec a ping -c 1 -W 1 10.4.0.1
ip netns exec a ping -c 1 -W 1 10.5.0.1
sleep 1
ip netns exec a ping -c 1 -W 1 10.6.0.1
ip netns exec r ping -c 1 10.4.0.1
ip netns exec r ping -c 1 10.5.0.1
ip netns exec r ping -c 1 10.6.0.1
ip netns exec a ping -c 1 -t 1 10.0.2.2
ip netns exec a ping -c 1 -t 2 10.0.2.2
ip netns exec b sysctl -qw net.ipv4.icmp_echo_ignore_all=1
ip netns exec a ping -c 1 -W 1 10.0.2.2
ip netns exec b sysctl -qw net.ipv4.icmp_echo_ignore_all=0
ip netns exec r sysctl -qw net.ipv4.ip_forward=0
ip netns exec a ping -c 1 -W 1 10.0.2.2
ip -n b link set eth0 down
ip netns exec r ping -c 1 -W 1 10.0.2.2
ip -n r -br link show r1
ip -n r route
ip -n a link set eth0 down
ip netns exec a ping -c 1 10.0.2.2
ip netns exec a ping -c 1 10.0.1.2
ip -n a link set lo down
ip netns exec a ping -c 1 -W 1 10.0.1.2
ip netns exec a ping -c 1 127.0.0.1
