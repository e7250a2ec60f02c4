# route forms
ip link add e0 address 02:00:00:00:01:01 type veth peer name e0p address 02:00:00:00:01:02
ip link add e1 address 02:00:00:00:01:03 type veth peer name e1p address 02:00:00:00:01:04
for i in e0 e0p e1 e1p; do ip link set $i up; done
ip addr add 192.168.1.10/24 dev e0
ip addr add 10.5.0.1/16 dev e1
sleep 2
ip route add default via 192.168.1.1
ip route add 10.20.0.0/16 via 192.168.1.254 proto static metric 5 mtu 1400 advmss 1360
ip route add 10.21.0.0/16 via 192.168.1.254 proto 99 src 192.168.1.10
ip route add blackhole 10.22.0.0/16
ip route add unreachable 10.23.0.0/16
ip route add prohibit 10.24.0.0/16
ip route add throw 10.25.0.0/16 table 100
ip route add 10.26.0.0/16 nexthop via 192.168.1.2 weight 1 nexthop via 10.5.0.2 dev e1 weight 5
ip route add 10.27.0.0/16 dev e1 scope link
ip route add 10.28.0.0/16 via 172.31.0.1 dev e0 onlink
ip route add 10.29.0.0/16 dev e1 tos 0x10
ip route add 10.30.0.0/16 via 192.168.1.3 table 100
ip route add default via 192.168.1.4 table 200
ip route add local 10.31.0.0/16 dev lo
ip route add 10.32.0.0/16 via 192.168.1.3 window 1000 hoplimit 9 initcwnd 10 rtt 100 quickack 1
ip route add 10.33.0.0/16 via 192.168.1.3 mtu lock 1300
ip route add broadcast 10.34.0.255 dev e1
ip route
ip route show
ip -d route
ip -j route
ip -j -p route
ip -j -d route
ip -s route
ip -c=always route | cat -v
ip -o route
ip -o route show 10.26.0.0/16
ip -br route
ip -N route
ip -N -d route
ip -4 route show default
ip -6 route
ip -6 -d route
ip -6 -j route
ip -6 route show table all
ip route show table all
ip -j route show table all
ip -d route show table all
ip route show table 100
ip route list table main
ip route show table local
ip route show table 255
ip route show table default
ip route show table nope
ip route show table 12345
ip route ls t 200
ip route lst
ip r l
ip ro
ip r s
ip route show root 10.0.0.0/8
ip route show match 10.26.1.1
ip route show exact 10.26.0.0/16
ip route show to 10.26.0.0/16
ip route show to root 10.20.0.0/14
ip route show to match 10.20.0.0/24
ip route show 10.26.0.0
ip route show proto static
ip route show proto 99
ip route show proto nope
ip route show protocol boot
ip route show scope link
ip route show scope global
ip route show scope nope
ip route show scope host
ip route show type blackhole
ip route show type unicast
ip route show type nope
ip route show dev e1
ip route show dev nope
ip route show oif e0
ip route show via 192.168.1.3
ip route show via 192.168.1.0/24
ip route show via 10.300.0.1
ip route show src 192.168.1.10
ip route show metric 5
ip route show metric 0
ip route show tos 0x10
ip route show tos 0
ip route show cache
ip route show table cache
ip route show nosuchword
ip route show 10.0.0.0/33
ip route show dev
ip route show dev e0 dev e1
ip route show unicast
ip route show default dev e0
ip route show from 10.0.0.0/8
ip route show realms 5
ip route show vrf x
ip -j route show type nope
ip -j route show 99.0.0.0/8
ip -j -p route show 99.0.0.0/8
ip route save
ip route showdump
ip route restore
