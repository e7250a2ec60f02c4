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
ip -n r2 link set e1 mtu 1400; ip -n b link set e0 mtu 1400
ip netns exec a ping -c 3 -i 0.3 -M do -s 1472 10.3.0.1
ip -n a route get 10.3.0.1
ip -n a route get 10.3.0.2
ip -n a -d route get 10.3.0.1
ip -n a route show cache
ip -n a route show
sleep 2
ip -n a route get 10.3.0.1
ip -n a -j route get 10.3.0.1
ip netns exec a ping -c 1 -s 1472 10.3.0.1
ip netns exec a ping -c 1 -M dont -s 1472 10.3.0.1
ip -n a route flush cache
ip -n a route get 10.3.0.1
# without -M do the first packet is lost all the same
ip netns exec a ping -c 2 -i 0.3 -s 1472 10.3.0.1
ip -n a route get 10.3.0.1
# it ends by itself
ip netns exec a sysctl -w net.ipv4.route.mtu_expires=4
ip -n a route flush cache
ip netns exec a ping -c 1 -M do -s 1472 10.3.0.1
ip -n a route get 10.3.0.1
sleep 5
ip -n a route get 10.3.0.1
ip netns exec a ping -c 1 -M do -s 1472 10.3.0.1
ip netns exec a sysctl -w net.ipv4.route.mtu_expires=600
# never below min_pmtu
ip -n r2 link set e1 mtu 500
ip -n a route flush cache
ip netns exec a ping -c 2 -i 0.3 -M do -s 1000 10.3.0.1
ip -n a route get 10.3.0.1
ip netns exec a ping -c 1 -s 1000 10.3.0.1
ip netns exec a sysctl net.ipv4.route
ip netns exec a sysctl -w net.ipv4.route.min_pmtu=100
ip netns exec a sysctl -w net.ipv4.route.flush=1
ip netns exec a ping -c 2 -i 0.3 -M do -s 1000 10.3.0.1
ip -n a route get 10.3.0.1
ip netns exec a ping -c 1 -s 472 10.3.0.1
# the route says it
ip -n a route flush cache
ip -n r2 link set e1 mtu 1400
ip -n a route add 10.3.0.0/24 via 10.1.0.254 mtu 1200
ip -n a route get 10.3.0.1
ip netns exec a ping -c 1 -M do -s 1172 10.3.0.1
ip netns exec a ping -c 1 -M do -s 1173 10.3.0.1
ip -n a route change 10.3.0.0/24 via 10.1.0.254 mtu lock 1450
ip -n a route get 10.3.0.1
ip -n a route show 10.3.0.0/24
ip netns exec a ping -c 2 -i 0.3 -s 1422 10.3.0.1
ip -n a route get 10.3.0.1
ip -n a route del 10.3.0.0/24
# nobody listens to what it says
ip netns exec a sysctl -w net.ipv4.ip_no_pmtu_disc=1
ip netns exec a ping -c 1 -s 1472 10.3.0.1
ip netns exec a ping -c 2 -i 0.3 -M do -s 1472 10.3.0.1
ip -n a route get 10.3.0.1
ip netns exec a sysctl -w net.ipv4.ip_no_pmtu_disc=0
# a route on the router with an mtu of its own
ip -n r1 route change 10.3.0.0/24 via 10.2.0.2 mtu 1300
ip netns exec a ping -c 2 -i 0.3 -M do -s 1372 10.3.0.1
ip -n r1 route change 10.3.0.0/24 via 10.2.0.2 mtu lock 1300
ip -n a route flush cache
ip netns exec a ping -c 2 -i 0.3 -M do -s 1372 10.3.0.1
ip netns exec r1 sysctl -w net.ipv4.ip_forward_use_pmtu=1
ip -n r1 route change 10.3.0.0/24 via 10.2.0.2 mtu 1250
ip -n a route flush cache
ip netns exec a ping -c 2 -i 0.3 -M do -s 1372 10.3.0.1
ip -n a route get 10.3.0.1
