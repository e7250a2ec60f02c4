# [28] pings and ICMP errors
for n in a r b; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name r0 netns r address 02:00:00:00:00:1a
ip link add eth0 netns b address 02:00:00:00:00:0b type veth peer name r1 netns r address 02:00:00:00:00:1b
ip -n a addr add 10.0.0.2/24 dev eth0
ip -n r addr add 10.0.0.1/24 dev r0
ip -n r addr add 10.0.1.1/24 dev r1
ip -n b addr add 10.0.1.2/24 dev eth0
for x in "a eth0" "b eth0" "r r0" "r r1"; do set -- $x; ip -n $1 link set $2 up; done
ip -n a route add default via 10.0.0.1
ip -n b route add default via 10.0.1.1
ip netns exec r sysctl -w net.ipv4.ip_forward=1
ip netns exec a ping -c 1 10.0.1.2
ip netns exec a ping -c 8 -i 0.1 -W 1 10.99.0.1
sleep 3
ip netns exec a ping -c 2 -t 1 -i 0.2 -W 1 10.0.1.2
ip netns exec a ping -c 2 -W 1 10.0.1.77
ip netns exec a ping -c 1 -W 4 10.0.1.78
ip netns exec a ping -c 1 -W 4 10.0.0.78
ip -n r link set r1 mtu 1400
ip netns exec a ping -c 3 -i 0.2 -W 1 -s 1450 -M do 10.0.1.2
ip -n a route get 10.0.1.2 | sed 's/expires [0-9]*sec/expires Nsec/'
ip netns exec a ping -c 1 -W 1 -s 1450 -M dont 10.0.1.2
ip netns exec a ping -c 1 -s 3000 10.0.1.2
ip netns exec a ping -c 1 -s 1373 10.0.1.2
ip netns exec a ping -c 1 -s 1372 10.0.1.2
ip netns exec a ping -c 1 -s 10 10.0.1.2
ip netns exec a ping -c 3 -i 0.2 -q 10.0.1.2
ip netns exec a ping -c 1 -I 10.0.0.2 10.0.1.2
ip netns exec a ping -c 1 -I eth0 10.0.1.2
ip netns exec a ping -c 1 -I 10.0.0.3 10.0.1.2
ip netns exec a ping -c 1 -b 10.0.0.255
ip netns exec a ping -c 1 10.0.0.255
ip netns exec r sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=0
ip netns exec a ping -c 1 -b 10.0.0.255
ip netns exec r sysctl -w net.ipv4.icmp_echo_ignore_all=1
ip netns exec a ping -c 1 -W 1 10.0.0.1
ip netns exec a ping -c 1 -W 1 10.0.2.2
ip netns exec a ping -w 2 -c 5 -i 0.5 10.0.1.2
ip netns exec a ping -c 2 -i 0.2 -D 10.0.1.2 | sed 's/^\[[0-9.]*\]/[T]/'
