# a - r1 - r2 - b: two routers in a row
for n in a r1 r2 b; do ip netns add $n; ip -n $n link set lo up; done
ip link add e0 netns a address 0a:00:00:00:01:01 type veth peer name e0 netns r1 address 0a:00:00:00:01:02
ip link add e1 netns r1 address 0a:00:00:00:02:01 type veth peer name e0 netns r2 address 0a:00:00:00:02:02
ip link add e1 netns r2 address 0a:00:00:00:03:01 type veth peer name e0 netns b address 0a:00:00:00:03:02
ip -n a addr add 10.1.0.1/24 dev e0; ip -n r1 addr add 10.1.0.254/24 dev e0
ip -n r1 addr add 10.2.0.1/24 dev e1; ip -n r2 addr add 10.2.0.2/24 dev e0
ip -n r2 addr add 10.3.0.254/24 dev e1; ip -n b addr add 10.3.0.1/24 dev e0
for l in a.e0 r1.e0 r1.e1 r2.e0 r2.e1 b.e0; do ip -n ${l%.*} link set ${l#*.} up; done
ip -n a route add default via 10.1.0.254; ip -n b route add default via 10.3.0.254
ip -n r1 route add 10.3.0.0/24 via 10.2.0.2; ip -n r2 route add 10.1.0.0/24 via 10.2.0.1
for n in r1 r2; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
sleep 3
for n in r1 r2 b; do ip netns exec $n sysctl -qw net.ipv4.icmp_ratelimit=0; done
ip netns exec a ping -c 1 -q 10.3.0.1
ip netns exec a tracepath -n 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -b 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -n -m 2 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -n -l 1200 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -n -p 9000 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -n 10.1.0.254 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -n 10.1.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -n 127.0.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip -n r1 link set e1 mtu 1400
ip netns exec a tracepath -n 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -n 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip -n a route get 10.3.0.1
ip -n a route flush cache
ip -n r2 link set e1 mtu 1300
ip netns exec a tracepath -n 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip -n a route flush cache
ip netns exec a tracepath 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip -n r1 link set e1 mtu 1500; ip -n r2 link set e1 mtu 1500
ip -n a route flush cache
ip -n r1 route add unreachable 10.4.0.0/24
ip -n r1 route add prohibit 10.5.0.0/24
ip netns exec a tracepath -n 10.4.0.1 | sed "s, *[0-9.]*ms, Tms," | head -2
ip netns exec a tracepath -n 10.5.0.1 | sed "s, *[0-9.]*ms, Tms," | head -2
ip netns exec a tracepath -n 10.7.0.1 | sed "s, *[0-9.]*ms, Tms," | head -2
ip netns exec a tracepath -n 10.3.0.77 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath
ip netns exec a tracepath -Z
ip netns exec a tracepath -V
ip netns exec a tracepath -m 0 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath -l 70000 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a tracepath nosuchhost.invalid | sed "s, *[0-9.]*ms, Tms,"
# the way back is longer
ip netns add r3; ip -n r3 link set lo up
ip link add e2 netns r2 address 0a:00:00:00:04:01 type veth peer name e0 netns r3 address 0a:00:00:00:04:02
ip link add e1 netns r3 address 0a:00:00:00:05:01 type veth peer name e2 netns r1 address 0a:00:00:00:05:02
ip -n r2 addr add 10.4.0.2/24 dev e2; ip -n r3 addr add 10.4.0.3/24 dev e0; ip -n r3 addr add 10.5.0.3/24 dev e1; ip -n r1 addr add 10.5.0.1/24 dev e2
ip -n r1 route del unreachable 10.4.0.0/24; ip -n r1 route del prohibit 10.5.0.0/24
for l in r2.e2 r3.e0 r3.e1 r1.e2; do ip -n ${l%.*} link set ${l#*.} up; done
ip netns exec r3 sysctl -qw net.ipv4.ip_forward=1; ip netns exec r3 sysctl -qw net.ipv4.icmp_ratelimit=0
ip -n r2 route change 10.1.0.0/24 via 10.4.0.3; ip -n r3 route add 10.1.0.0/24 via 10.5.0.1
sleep 2
ip netns exec a tracepath -n 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
ip netns exec a traceroute -n 10.3.0.1
ip -n a route del default
ip netns exec a tracepath -n 10.3.0.1 | sed "s, *[0-9.]*ms, Tms,"
