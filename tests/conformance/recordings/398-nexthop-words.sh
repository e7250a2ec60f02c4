# ip nexthop: objects, groups, routes that name them, what is refused
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
ip netns add red
ip link set e1 netns red
ip addr add 10.0.0.1/24 dev e0
ip link set e0 up
ip -n red link set e1 up
ip -n red addr add 10.0.0.2/24 dev e1
ip -n red addr add 10.0.0.3/24 dev e1
ip nexthop
ip nexthop add id 1 via 10.0.0.2 dev e0
ip nexthop add id 2 via 10.0.0.3 dev e0
ip nexthop add id 3 blackhole
ip nexthop add id 4 dev e0
ip nexthop add id 10 group 1/2
ip nexthop add id 11 group 1,3/2,1
ip nexthop
ip nexthop show
ip nexthop list groups
ip nexthop show dev e0
ip nexthop get id 1
ip nexthop get id 10
ip nexthop get id 99
ip nexthop add id 1 via 10.0.0.2 dev e0
ip nexthop replace id 1 via 10.0.0.3 dev e0
ip nexthop add via 10.0.0.2 dev e0
ip nexthop
ip route add 10.9.0.0/16 nhid 10
ip route add 10.8.0.0/16 nhid 1
ip route add 10.7.0.0/16 nhid 3
ip route
ip -d route
ip -j route
ip route get 10.9.1.1
ip route get 10.8.1.1
ip route get 10.7.1.1
ip route add 10.6.0.0/16 nhid 77
ip -j nexthop
ip -d nexthop
ip nexthop del id 2
ip nexthop
ip route
ip nexthop del id 1
ip nexthop
ip route
ip nexthop add id 5 via 1.2.3.4 dev e0
ip nexthop add id 5 via 1.2.3.4 dev e0 onlink
ip nexthop add id 6 group 77
ip nexthop add id 6 via 10.0.0.9
ip nexthop add id 0 via 10.0.0.9 dev e0
ip nexthop add id 6
ip nexthop add id 7 via fe80::1 dev e0
ip nexthop
ip -6 nexthop
ip nexthop flush
ip nexthop
ip nexthop help
ip nexthop bogus
ip nexthop del id 99
ip link set e0 down
ip nexthop
ip nexthop add id 6 dev e0
ip nexthop add id 6 dev nope
