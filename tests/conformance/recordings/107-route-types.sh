# routes of every type, and the order of the table
ip link add d0 type bridge
ip addr add 10.0.0.1/24 dev d0
ip link set d0 up
ip route add default via 10.0.0.254
ip route add 10.1.0.0/16 via 10.0.0.253
ip route add 10.1.2.0/24 via 10.0.0.252 dev d0
ip route add 10.1.2.0/25 dev d0
ip route add 10.1.2.3 via 10.0.0.251
ip route add blackhole 10.2.0.0/16
ip route add unreachable 10.3.0.0/16
ip route add prohibit 10.4.0.0/16
ip route add throw 10.5.0.0/16
ip route add 10.6.0.0/16 via 10.0.0.2 metric 100
ip route add 10.6.0.0/16 via 10.0.0.3 metric 50
ip route add 10.6.0.0/16 via 10.0.0.4
ip route add 10.7.0.0/16 dev d0 src 10.0.0.1 scope link
ip route add 10.8.0.0/16 via 10.9.9.9 dev d0 onlink
ip route add 10.9.0.0/16 nexthop via 10.0.0.5 weight 1 nexthop via 10.0.0.6 weight 2
ip route add 10.10.0.0/16 via 10.0.0.7 proto static mtu 1400 advmss 1300
ip route add 10.11.0.0/16 via 10.0.0.8 table 100
ip route add 10.12.0.0/16 via 10.0.0.8 tos 0x10
ip route
ip route show table 100
ip route show table local
ip route show table all | grep -v fe80
ip route list type blackhole
ip route show 10.6.0.0/16
ip route show root 10.1.0.0/16
ip route show match 10.1.2.3
ip route show exact 10.1.2.0/24
ip route show via 10.0.0.3
ip route show dev d0 scope link
ip route show proto static
ip route show default
ip -d route show 10.1.0.0/16
ip -o route show 10.9.0.0/16
ip -j route show 10.10.0.0/16
ip -j -p route show default
ip route save > /dev/null
ip -br route
ip r | wc -l
ip link set d0 down
ip route
ip link set d0 up
ip route
