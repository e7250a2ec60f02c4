# routes: every form an administrator types
for i in 0 1; do ip link add e$i address 02:00:00:00:00:0$i type veth peer name p$i; ip link set e$i up; ip link set p$i up; ip addr add 10.0.$i.1/24 dev e$i; done
ip route add 10.1/16 via 10.0.0.2
ip route add 10.2.0.0/255.255.0.0 via 10.0.0.2
ip route add 10.3.0.0/16 via 10.0.0.2 src 10.0.1.1
ip route add 10.3.0.0/16 via 10.0.0.2 src 9.9.9.9
ip route add 10.4.0.0/16 dev e0 scope link src 10.0.0.1 metric 20
ip route add 10.5.0.0/16 via 10.0.0.2 mtu 1400 advmss 1300 window 5000 rtt 100 initcwnd 10
ip route add 10.6.0.0/16 via 10.0.0.2 mtu lock 1300
ip route add 10.7.0.0/16 via 10.0.0.2 proto static
ip route add 10.8.0.0/16 via 10.0.0.2 proto bird metric 32
ip route add 10.8.0.0/16 via 10.0.0.3 proto 200
ip route add 10.9.0.0/16 via 99.0.0.1 dev e0 onlink
ip route add 10.10.0.0/16 via 10.0.0.2 table 200
ip route add 10.12.0.0/16 via 10.0.0.2 tos 0x10
ip route add 10.12.0.0/16 via 10.0.0.3
ip route add 10.13.0.0/16 via 10.0.0.2 dev e1
ip route add 10.14.0.0/16 via 10.0.0.1
ip route add 10.15.0.0/16 via 10.0.0.255
ip route add 10.16.0.0/16 via 127.0.0.1
ip route add to 10.17.0.0/16 via 10.0.0.2
ip route add unicast 10.18.0.0/16 via 10.0.0.2 scope global
ip route add 10.19.0.0/16 via 10.0.0.2 scope link
ip route add 10.20.0.0/16 via 10.0.0.2 scope host
ip route add 10.21.0.0/16 dev lo
ip route add 10.22.0.0/16 via 10.0.0.2 bogus
ip route add 10.23.0.0/16 via 10.0.0.2 via 10.0.0.3
ip route add default dev e1 metric 1000
ip route add 0/0 via 10.0.0.2
ip route add 10.24.0.0/16 via 10.0.0.2 quickack 1
ip route add 10.26.0.0/16 nexthop via 10.0.0.2 nexthop via 10.0.1.2 weight 256
ip route add 10.27.0.0/16 nexthop via 10.0.0.2 weight 0
ip route add 10.28.0.0/16 nexthop via 10.0.0.2 onlink nexthop via 10.0.1.2
ip route
ip -d route
ip -o route show 10.28.0.0/16
ip route show proto bird
ip route show proto 200
ip route show metric 20
ip route show tos 0x10
ip route show src 10.0.1.1
ip route show scope link
ip route show table 200
ip route show cached
ip route show type unicast via 10.0.0.3
ip route list exact 10.8.0.0/16
ip -N route show proto bird
ip route get 10.5.0.1
ip route get 10.6.0.1
ip route get 10.3.0.9
ip route get 10.12.0.1 tos 0x10
ip route get fibmatch 10.12.0.1
ip route get 10.9.1.1 oif e0
ip route get 10.9.1.1 dev e1
ip route get 10.9.1.1/24
ip route get
ip route del 10.8.0.0/16 proto 200
ip route del 10.12.0.0/16 via 10.0.0.99
ip route change 10.8.0.0/16 via 10.0.0.9 proto static
ip route replace 10.8.0.0/16 via 10.0.0.7 metric 32
ip route show 10.8.0.0/16
ip route flush proto static
ip route flush 10.5.0.0/16
ip -s -s route flush root 10.12.0.0/14
ip -s route flush table 200
ip -s route flush scope link
ip route flush
ip route
ip route test
ip route add
ip route del
