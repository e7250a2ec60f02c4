# option sweep: routes, rules, neighbours, tables and caches
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip link set e0 up; ip link set e1 up; ip addr add 10.0.0.1/24 dev e0; ip addr add 10.0.1.1/24 dev e1
ip route add 10.2.0.0/16 nexthop via 10.0.0.2 weight 3 nexthop via 10.0.1.2 weight 1
ip route add 10.3.0.0/16 via 10.0.0.2 metric 5 mtu 1400 advmss 1360 initcwnd 20 rto_min 5ms window 5000 hoplimit 9 quickack 1 features ecn congctl reno
ip route add 10.4.0.0/16 via 10.0.0.2 src 10.0.1.1 proto static
ip route add 10.5.0.0/16 dev e0 scope link proto 99 tos 0x10
ip route add 10.6.0.0/16 via 10.9.9.9 dev e0 onlink
ip route add unreachable 10.7.0.0/16 metric 9; ip route add blackhole 10.8.0.0/16; ip route add prohibit 10.9.0.0/16; ip route add throw 10.10.0.0/16 table 50
ip route add local 10.11.0.0/16 dev lo; ip route add broadcast 10.12.0.255 dev e0; ip route add multicast 224.5.0.0/16 dev e0; ip route add anycast 10.13.0.1 dev e0; ip route add nat 10.14.0.1 via 1.1.1.1
ip route
ip -d route | head -4
ip -j route | jq -c '.[1:4][]'
ip -p -j route show 10.2.0.0/16
ip -o route show 10.2.0.0/16
ip route show table all type broadcast
ip route show table local | grep 10.11
ip route show type blackhole; ip route show type unicast proto static; ip route show proto boot | wc -l; ip route show scope link; ip route show tos 0x10; ip route show src 10.0.1.1
ip route show exact 10.2.0.0/16; ip route show root 10.0.0.0/8 | wc -l; ip route show match 10.2.3.4; ip route show 10.2.3.4; ip route list via 10.0.0.2; ip route show metric 5 ; ip route show realm 1
ip route show table main dev e1; ip route show table 50; ip route show table default; ip route show cache; ip route show table 0 | wc -l; ip route show to 10.3.0.0/16
ip route get 10.2.0.1 | head -1 | sed 's/via 10.0.[01].2 dev e[01]/via G dev D/; s/src 10.0.[01].1/src S/'; ip route get 10.3.0.1; ip route get 10.4.0.1; ip route get 10.6.0.1; ip route get 10.7.0.1; ip route get 10.8.0.1; ip route get 10.9.0.1; ip route get 10.11.0.1; ip route get 224.5.0.1
ip route get to 10.3.0.1 from 10.0.0.1 oif e0; ip route get 10.3.0.1 oif e1; ip route get 10.0.0.1; ip route get 10.0.0.255; ip route get 10.0.0.7 connected; ip route get; ip route get nope; ip route get 10.3.0.1/16; ip route get 10.3.0.1 frob; ip route get 10.3.0.1 iif nope; ip route get 10.3.0.1 iif e1; ip route get 10.3.0.1 from 10.0.1.9 iif e1; ip route get 10.3.0.1 vrf x; ip route get 10.3.0.1 uid abc; ip route get 10.3.0.1 mark abc; ip route get fibmatch 10.3.0.1; ip -j route get 10.3.0.1
ip route append 10.4.0.0/16 via 10.0.0.3; ip route prepend 10.4.0.0/16 via 10.0.0.4; ip route show 10.4.0.0/16; ip route change 10.4.0.0/16 via 10.0.0.5; ip route show 10.4.0.0/16; ip route del 10.4.0.0/16 via 10.0.0.3; ip route del 10.4.0.0/16 via 10.0.0.99; ip route replace 10.4.0.0/16 dev e1; ip route show 10.4.0.0/16
ip route add 10.20.0.0/16 via 10.0.0.2 via 10.0.0.3; ip route add 10.20.0.0/16 dev; ip route add 10.20.0.0/16 via; ip route add; ip route add via 10.0.0.2; ip route add default via 10.0.0.2 dev e1; ip route add 10.20.0.0/16 via 10.0.0.1; ip route add 10.20.0.0/16 via 10.0.0.255; ip route add 10.20.0.0/16 via 0.0.0.0; ip route add 10.20.0.0/16 nexthop via 10.0.0.2 nexthop; ip route add 10.20.0.0/16 nexthop via 10.0.0.2 weight 0; ip route add 10.20.0.0/16 nexthop via 10.0.0.2 weight 257; ip route add 10.20.0.0/16 via 10.0.0.2 metric x; ip route add 10.20.0.0/16 via 10.0.0.2 mtu x; ip route add 10.20.0.0/16 via 10.0.0.2 table x; ip route add 10.20.0.0/16 via 10.0.0.2 proto x; ip route add 10.20.0.0/16 via 10.0.0.2 scope x; ip route add 10.20.0.0/16 via 10.0.0.2 src 9.9.9.9; ip route add 10.20.0.0/16 via 10.0.0.2 tos 0xff; ip route add 10.20.0.1/16 dev e0; ip route add 10.20.0.0/33 dev e0; ip route add frob 10.20.0.0/16 dev e0; ip route add 10.20.0.0/16 dev e0 pref high; ip route add 10.20.0.0/16 dev e0 expires 10; ip route add 10.20.0.0/16 dev e0 nhid 5
ip route del; ip route del 10.20.0.0/16; ip route del 10.3.0.0/16 metric 6; ip route del 10.3.0.0/16 dev e1; ip route del table 50; ip route del throw 10.10.0.0/16 table 50; ip route del default; ip route flush 10.5.0.0/16; ip -s route flush 10.5.0.0/16; ip -s route flush proto static; ip route flush table 77; ip route flush root 10.6.0.0/15; ip route flush dev e1 scope link; ip route; ip route flush cache; ip route flush type blackhole; ip route frob; ip route help 2>&1 | head -3
ip route showdump < /dev/null 2>&1 | head -2; ip route restore < /dev/null
ip link set e0 down; ip route; ip link set e0 up; ip route; ip addr flush dev e0; ip route
ip route add 10.30.0.0/16 dev e1 src 10.0.1.1; ip addr add 10.0.1.7/24 dev e1; ip route add 10.31.0.0/16 via 10.0.1.9 src 10.0.1.7; ip addr del 10.0.1.7/24 dev e1; ip route; ip link set e1 netns $(ip netns add q; echo q); ip route; ip -n q route; ip -n q -br link
ip route add default dev lo; ip route; ip route add 1.1.1.1 dev lo; ip route get 1.1.1.1; ping -c 1 -W 1 1.1.1.1
ip neigh show nud; ip neigh show dev; ip neigh frob; ip neigh get; ip neigh get 1.1.1.1; ip neigh get 1.1.1.1 dev nope; ip neigh get dev lo; ip neigh help 2>&1 | head -2
