# Routes by nexthop objects: groups in use, replaced, taken away; a carrier and a device that go
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add e1 address 02:00:00:00:00:01 type veth peer name e0 netns r1 address 02:00:00:00:00:11
ip link add e2 address 02:00:00:00:00:02 type veth peer name e0 netns r2 address 02:00:00:00:00:22
ip addr add 10.0.1.1/24 dev e1; ip addr add 10.0.2.1/24 dev e2
ip -n r1 addr add 10.0.1.2/24 dev e0; ip -n r2 addr add 10.0.2.2/24 dev e0
ip link set e1 up; ip link set e2 up; ip -n r1 link set e0 up; ip -n r2 link set e0 up
for n in r1 r2; do ip -n $n addr add 10.9.0.1/32 dev lo; done
sleep 1
ip nexthop add id 1 via 10.0.1.2 dev e1 proto static
ip nexthop add id 2 via 10.0.2.2 dev e2
ip nexthop add id 3 group 1/2
ip nexthop show
ip nexthop show proto static
ip nexthop show master br0
ip nexthop show vrf red
ip nexthop show group
ip nexthop show id 1
ip nexthop show id 3
ip nexthop show fdb
ip route add 10.9.0.0/24 nhid 3
ip route add 10.9.1.0/24 nhid 1 src 10.0.2.1
ip route add 10.9.2.0/24 nhid 2 metric 50 mtu 1400
ip route add 10.9.3.0/24 nhid 1 table 100
ip route add 10.9.3.0/24 nhid 1 via 10.0.1.2
ip route add 10.9.3.0/24 via 10.0.1.2 nhid 1
ip route add 10.9.4.0/24 nhid 1 dev e1
ip route add 10.9.0.0/24 nhid 1
ip route add 10.9.0.0/24 nhid
ip route add 10.9.0.0/24 nhid x
ip route add unreachable 10.9.5.0/24 nhid 1
ip route
ip route show table 100
ip route show nhid 1
ip route show dev e1
ip route show via 10.0.1.2
ip route get 10.9.1.1
ip route get 10.9.2.1
ip route get fibmatch 10.9.2.1
ping -c 1 -W 1 10.9.0.1
ip nexthop replace id 2 via 10.0.1.2 dev e1
ip route
ip route get 10.9.2.1
ip nexthop replace id 2 group 1
ip nexthop replace id 3 via 10.0.1.2 dev e1
ip nexthop replace id 3 group 1,3/2,2
ip nexthop
ip route show 10.9.0.0/24
ip nexthop change id 1 via 10.0.2.2 dev e2
ip nexthop replace id 2 blackhole
ip nexthop del id 2
ip route
ip nexthop add id 20 blackhole
ip nexthop add id 21 group 20/1
ip nexthop add id 22 group 3
ip nexthop add id 23 group 1,0
ip nexthop add id 23 group 1,256
ip nexthop add id 23 group 1,257
ip nexthop add id 23 group
ip nexthop add id 23 group 1,x
ip nexthop add id 23 group 1 type mpath
ip nexthop add id 25 dev e1
ip route add 10.9.6.0/24 nhid 25
ip route show 10.9.6.0/24
ip nexthop add id 26 via 10.0.1.1 dev e1
ip nexthop add id 26 via 10.0.1.255 dev e1
ip nexthop add id 26 via 10.0.7.7 dev e1 onlink
ip route add 10.9.7.0/24 nhid 26
ip route show 10.9.7.0/24
ip route del 10.9.7.0/24 nhid 1
ip route del 10.9.7.0/24 nhid 26
ip route del 10.9.6.0/24
ip route replace 10.9.1.0/24 via 10.0.1.2
ip route replace 10.9.2.0/24 nhid 20
ip route
ping -c 1 -W 1 10.9.2.1
ip nexthop
ip -j nexthop show id 23
ip -n r1 link set e0 down
sleep 1.3
ip nexthop
ip route
ip -n r1 link set e0 up
sleep 0.5
ip nexthop add id 1 via 10.0.1.2 dev e1
ip nexthop add id 2 via 10.0.2.2 dev e2
ip nexthop add id 3 group 1,1/2,3
ip route add 10.9.0.0/24 nhid 3
ip route
ip link set e1 down
ip nexthop
ip route
ip link del e2
ip nexthop
ip route
ip nexthop add id 9 dev e1
ip nexthop add id 9 dev lo
ip nexthop
ip nexthop del id 9
ip nexthop del
ip nexthop add
ip nexthop add id 1 bogus
ip nexthop show bogus
ip nexthop get
ip nexthop flush
ip nexthop add id 30 blackhole
ip nexthop add id 31 blackhole
ip nexthop flush id 30
ip nexthop
ip nexthop flush
