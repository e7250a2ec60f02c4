# two ways to srv, of the same length
for n in h g1 g2 srv; do ip netns add $n; ip -n $n link set lo up; done
ip link add a1 netns h address 0a:00:00:00:01:01 type veth peer name hh netns g1 address 0a:00:00:00:01:02
ip link add a2 netns h address 0a:00:00:00:02:01 type veth peer name hh netns g2 address 0a:00:00:00:02:02
ip link add s netns g1 address 0a:00:00:00:03:01 type veth peer name b1 netns srv address 0a:00:00:00:03:02
ip link add s netns g2 address 0a:00:00:00:04:01 type veth peer name b2 netns srv address 0a:00:00:00:04:02
ip -n h addr add 10.1.0.2/24 dev a1; ip -n g1 addr add 10.1.0.1/24 dev hh
ip -n h addr add 10.2.0.2/24 dev a2; ip -n g2 addr add 10.2.0.1/24 dev hh
ip -n g1 addr add 10.3.0.1/24 dev s; ip -n srv addr add 10.3.0.2/24 dev b1
ip -n g2 addr add 10.4.0.1/24 dev s; ip -n srv addr add 10.4.0.2/24 dev b2
for l in h.a1 g1.hh h.a2 g2.hh g1.s srv.b1 g2.s srv.b2; do ip -n ${l%.*} link set ${l#*.} up; done
for n in g1 g2; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
for i in $(seq 1 40); do ip -n srv addr add 10.9.0.$i/32 dev lo; done
ip -n g1 route add 10.9.0.0/24 via 10.3.0.2; ip -n g2 route add 10.9.0.0/24 via 10.4.0.2
ip -n srv route add 10.1.0.0/24 via 10.3.0.1; ip -n srv route add 10.2.0.0/24 via 10.4.0.1
ip -n h route add 10.9.0.0/24 nexthop via 10.1.0.1 nexthop via 10.2.0.1
sleep 3
ip -n h route
ip -n h -j route show 10.9.0.0/24
ip -n h route show 10.9.0.0/24 via 10.2.0.1
# one destination keeps its way, many take both
for i in 1 2 3 4 5; do ip -n h route get 10.9.0.7 | head -1; done | sort -u | wc -l
for i in $(seq 1 40); do ip -n h route get 10.9.0.$i; done | grep -o 'dev a.' | sort | uniq
for i in $(seq 1 40); do ip netns exec h ping -c 1 -W 1 -q 10.9.0.$i | grep -o '1 received'; done | uniq -c
ip netns exec g1 nstat -az IpForwDatagrams | awk '/Forw/ {print ($2 > 10 && $2 < 80) ? "some" : "odd " $2}'
ip netns exec g2 nstat -az IpForwDatagrams | awk '/Forw/ {print ($2 > 10 && $2 < 80) ? "some" : "odd " $2}'
# ports are not looked at unless told to
ip netns exec h sysctl net.ipv4.fib_multipath_hash_policy
for p in $(seq 1 40); do ip -n h route get 10.9.0.7 ipproto udp sport 40 dport $p; done | grep -o 'dev a.' | sort | uniq | wc -l
ip netns exec h sysctl -w net.ipv4.fib_multipath_hash_policy=1
for p in $(seq 1 40); do ip -n h route get 10.9.0.7 ipproto udp sport 40 dport $p; done | grep -o 'dev a.' | sort | uniq | wc -l
for p in 1 2 3 4 5; do ip -n h route get 10.9.0.7 ipproto udp sport 40 dport 9; done | grep -o 'dev a.' | sort | uniq | wc -l
ip netns exec h sysctl -w net.ipv4.fib_multipath_hash_policy=4
ip netns exec h sysctl -w net.ipv4.fib_multipath_hash_policy=0
# weights
ip -n h route replace 10.9.0.0/24 nexthop via 10.1.0.1 weight 1 nexthop via 10.2.0.1 weight 200
ip -n h route show 10.9.0.0/24
for i in $(seq 1 100); do ip -n h route get 10.9.0.$i; done | grep -c 'dev a2' | awk '{print ($1 > 90) ? "nearly all" : $1}'
# one way goes
ip -n g1 link set hh down
sleep 2
ip -n h route show 10.9.0.0/24
ip -n h route replace 10.9.0.0/24 nexthop via 10.1.0.1 nexthop via 10.2.0.1
for i in $(seq 1 40); do ip -n h route get 10.9.0.$i; done | grep -c 'dev a1' | awk '{print ($1 > 0) ? "still" : "no"}'
ip netns exec h sysctl -w net.ipv4.conf.all.ignore_routes_with_linkdown=1
for i in $(seq 1 40); do ip -n h route get 10.9.0.$i; done | grep -c 'dev a1' | awk '{print ($1 > 0) ? "still" : "no"}'
ip -n h route show 10.9.0.0/24
ip netns exec h sysctl -w net.ipv4.conf.a1.ignore_routes_with_linkdown=1
for i in $(seq 1 40); do ip -n h route get 10.9.0.$i; done | grep -c 'dev a1' | awk '{print ($1 > 0) ? "still" : "no"}'
ip -n h route show 10.9.0.0/24
ip -n h route get 10.1.0.1
ip netns exec h sysctl -w net.ipv4.conf.a1.ignore_routes_with_linkdown=0
ip -n h link set a1 down
ip -n h route show 10.9.0.0/24
for i in $(seq 1 40); do ip -n h route get 10.9.0.$i; done | grep -c 'dev a2' | awk '{print ($1 > 0) ? "some" : "no"}'
ip -n h link set a1 up
ip -n h route show 10.9.0.0/24
ip -n h link del a2
ip -n h route
# what is refused
ip -n h route add 10.8.0.0/24 nexthop via 10.1.0.1 nexthop via 10.77.0.1
ip -n h route add 10.8.0.0/24 nexthop via 10.1.0.1 weight 0
ip -n h route add 10.8.0.0/24 nexthop via 10.1.0.1 weight 257
ip -n h route add 10.8.0.0/24 nexthop via 10.1.0.1 bogus
ip -n h route add 10.8.0.0/24 nexthop
ip -n h route add 10.8.0.0/24 nexthop dev nope
ip -n h route add 10.8.0.0/24 via 10.1.0.1 nexthop via 10.1.0.1
ip -n h route add 10.8.0.0/24 nexthop via 10.1.0.1
ip -n h route
