# a - r1 - r2 - b: two IPv6 routers in a row, static routes
for n in a r1 r2 b; do ip netns add $n; ip -n $n link set lo up; done
ip link add e0 netns a address 0a:00:00:00:01:01 type veth peer name e0 netns r1 address 0a:00:00:00:01:02
ip link add e1 netns r1 address 0a:00:00:00:02:01 type veth peer name e0 netns r2 address 0a:00:00:00:02:02
ip link add e1 netns r2 address 0a:00:00:00:03:01 type veth peer name e0 netns b address 0a:00:00:00:03:02
for n in r1 r2; do ip netns exec $n sysctl -qw net.ipv6.conf.all.forwarding=1; done
ip -n a addr add 2001:db8:1::1/64 dev e0; ip -n r1 addr add 2001:db8:1::ff/64 dev e0
ip -n r1 addr add 2001:db8:2::1/64 dev e1; ip -n r2 addr add 2001:db8:2::2/64 dev e0
ip -n r2 addr add 2001:db8:3::ff/64 dev e1; ip -n b addr add 2001:db8:3::1/64 dev e0
for l in a.e0 r1.e0 r1.e1 r2.e0 r2.e1 b.e0; do ip -n ${l%.*} link set ${l#*.} up; done
sleep 4
ip -n a -6 route add default via 2001:db8:1::ff; ip -n b -6 route add default via 2001:db8:3::ff
ip -n r1 -6 route add 2001:db8:3::/64 via 2001:db8:2::2; ip -n r2 -6 route add 2001:db8:1::/64 via 2001:db8:2::1
ip -n a -6 route
ip netns exec r1 sysctl net.ipv6.conf.all.forwarding net.ipv6.conf.e0.forwarding net.ipv6.conf.default.forwarding
ip -n a -6 route get 2001:db8:1::ff
ip -n a -6 route get 2001:db8:1::1
ip netns exec a ping -c 2 -i 0.2 2001:db8:3::1
ip netns exec a ping -6 -c 1 -t 1 -W 1 2001:db8:3::1
ip netns exec a ping -6 -c 1 -t 2 -W 1 2001:db8:3::1
ip netns exec a ping -c 1 -W 1 2001:db8:2::2
# what is not there
ip netns exec a ping -c 1 -W 4 2001:db8:3::77
ip netns exec a ping -c 1 -W 1 2001:db8:9::1
ip -n r1 -6 route add unreachable 2001:db8:4::/64
ip -n r1 -6 route add prohibit 2001:db8:5::/64
ip -n r1 -6 route add blackhole 2001:db8:6::/64
ip -n r1 -6 route add throw 2001:db8:7::/64
for i in 4 5 6 7; do ip netns exec a ping -c 1 -W 1 2001:db8:$i::1; done
for i in 4 5 6 7; do ip netns exec r1 ping -c 1 -W 1 2001:db8:$i::1; done
for i in 4 5 6 7; do ip -n r1 -6 route get 2001:db8:$i::1; done
# forwarding off
ip netns exec r2 sysctl -w net.ipv6.conf.all.forwarding=0
ip netns exec a ping -c 1 -W 1 2001:db8:3::1
ip netns exec r2 sysctl -w net.ipv6.conf.all.forwarding=1
ip netns exec a ping -c 1 -W 1 2001:db8:3::1
# too big
ip -n r1 link set e1 mtu 1400
# a loop
ip -n r1 -6 route add 2001:db8:8::/64 via 2001:db8:2::2
ip -n r2 -6 route add 2001:db8:8::/64 via 2001:db8:2::1
ip netns exec a ping -c 1 -W 1 2001:db8:8::1
ip netns exec a ping -c 1 -s 1452 2001:db8:3::1
# both families in one place
ip -n a addr add 10.1.0.1/24 dev e0; ip -n r1 addr add 10.1.0.254/24 dev e0
ip netns exec a ping -c 1 -q 10.1.0.254
ip -n a route
ip -n a -br addr show e0
ip -n a -br -6 addr show e0
ip -n a -4 -br addr
