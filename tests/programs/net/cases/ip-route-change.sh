# route changes and get
ip link add e0 address 02:00:00:00:01:01 type veth peer name e0p address 02:00:00:00:01:02
ip link add e1 address 02:00:00:00:01:03 type veth peer name e1p address 02:00:00:00:01:04
for i in e0 e0p e1 e1p; do ip link set $i up; done
ip addr add 192.168.1.10/24 dev e0
ip addr add 10.5.0.1/16 dev e1
sleep 2
ip route add
ip route add 10.1.0.0/16
ip route add 10.1.0.0/16 via
ip route add 10.1.0.0/16 dev
ip route add 10.1.0.0/16 via 192.168.1.999
ip route add 10.1.0.0/16 via nope
ip route add 10.1.0.0/16 dev nope
ip route add nope dev e0
ip route add 10.1.0.0/16 dev e0 bogus
ip route add 10.1.0.0/16 dev e0 metric x
ip route add 10.1.0.0/16 dev e0 proto x
ip route add 10.1.0.0/16 dev e0 scope x
ip route add 10.1.0.0/16 dev e0 table x
ip route add 10.1.0.0/16 dev e0 tos x
ip route add 10.1.0.0/16 dev e0 mtu x
ip route add 10.1.0.0/16 dev e0 src x
ip route add 10.1.0.0/16 dev e0 src 1.1.1.1
ip route add 10.1.0.0/16 nexthop
ip route add 10.1.0.0/16 nexthop via
ip route add 10.1.0.0/16 nexthop via 192.168.1.2 weight 0
ip route add 10.1.0.0/16 nexthop via 192.168.1.2 weight 257
ip route add 10.1.0.0/16 nexthop via 192.168.1.2 bogus 1
ip route add 10.1.0.0/16 nexthop via 99.168.1.2
ip route add 10.1.0.0/16 via fe80::1 dev e0
ip route
ip route add 2001:db8::/32 dev e0
ip route add 2001:db8:1::/48 via fe80::5 dev e0
ip route add default via fe80::1 dev e0
ip -6 route
ip -6 route del default
ip -6 route show default
ip route add default dev e0
ip route add 10.9.0.0/16 dev e0 dev e1
ip route add 10.9.0.0/16 10.8.0.0/16 dev e0
ip route append 10.9.0.0/16 via 192.168.1.7
ip route append 10.9.0.0/16 via 192.168.1.8
ip route prepend 10.9.0.0/16 via 192.168.1.6
ip route show 10.9.0.0/16
ip route change 10.99.0.0/16 via 192.168.1.8
ip route replace 10.99.0.0/16 via 192.168.1.8
ip route replace 10.99.0.0/16 via 192.168.1.9 metric 10
ip route show 10.99.0.0/16
ip route test 10.99.0.0/16
ip route del
ip route del 10.99.0.0/16 metric 10
ip route delete 10.99.0.0/16 via 192.168.1.1
ip route del 10.99.0.0/16 dev e1
ip route del 10.99.0.0/16 proto static
ip route del 10.99.0.0/16 bogus
ip route d 10.99.0.0/16
ip route del table 100 10.99.0.0/16
ip route add to 10.98.0.0/16 dev e0 proto bird
ip route add unicast 10.97.0.0/16 dev e0 proto static
ip route add multicast 224.1.0.0/16 dev e0
ip route add anycast 10.96.0.1 dev e0
ip route add 10.90.0.0/16 dev e0 scope host
ip route add 10.89.0.0/16 dev e0 scope 5
ip route add 10.88.0.0/16 dev e0 table 300
ip route add 10.87.0.0/16 dev e0 metric 4294967295
ip route add 10.86.0.0/16 dev e0 pervasive
ip route show
ip route show table 300
ip route get
ip route get 10.9.0.1
ip route get 10.9
ip route get 10.9.0.0/16
ip route get 10.9.0.1 from 192.168.1.10
ip route get 10.9.0.1 from 1.2.3.4
ip route get 10.9.0.1 from 1.2.3.4 iif e1
ip route get 10.9.0.1 from 10.5.0.9 iif e1
ip route get 10.9.0.1 iif e1
ip route get 10.9.0.1 oif e1
ip route get 10.9.0.1 dev e1
ip route get 10.9.0.1 oif nope
ip route get 10.9.0.1 iif nope
ip route get 10.9.0.1 mark 5
ip route get 10.9.0.1 mark x
ip route get 10.9.0.1 tos 0x10
ip route get 10.9.0.1 uid 1000
ip route get to 10.9.0.1
ip route get fibmatch 10.9.0.1
ip route get fibmatch 192.168.1.77
ip route get 192.168.1.255
ip route get 224.0.0.1
ip route get 255.255.255.255
ip route get 0.0.0.0
ip route get default
ip route get nope
ip route get 10.9.0.1 bogus
ip route get ::1
ip route get fe80::5
ip route get fe80::5 oif e0
ip route get 2001:db8::5
ip -6 route get 2001:db8::5
ip -j route get 10.9.0.1
ip -j -p route get 10.9.0.1
ip -j route get 192.168.1.10
ip -d route get 10.9.0.1
ip -o route get 10.9.0.1
ip -c=always route get 10.9.0.1 | cat -v
ip -N route get 10.9.0.1
ip route get 10.9.0.1 ipproto tcp sport 5 dport 80
ip route get 10.9.0.1 vrf x
ip route get connected 10.9.0.1
ip route flush
ip route flush 10.9.0.0/16
ip route show 10.9.0.0/16
ip -s route flush proto bird
ip -s -s route flush table 300
ip -s -s route flush dev e1
ip route flush cache
ip -s route flush cache
ip route flush table 1234
ip route flush dev e0 proto static
ip route
ip route flush table main
ip route
ip route flush table all
ip route show table all
