# kernel configuration: route-modes
ip link add a0 type veth peer name b0
ip link add a1 type veth peer name b1
ip link set a0 address 02:00:00:00:00:01
ip link set a1 address 02:00:00:00:00:02
ip link set b0 address 02:00:00:00:00:03
ip link set b1 address 02:00:00:00:00:04
for i in a0 b0 a1 b1; do ip link set dev $i up; done
ip addr add 10.0.0.1/24 dev a0
ip addr add 10.1.0.1/24 dev a1
ip route add 10.9.0.0/16 via 10.0.0.1
ip route add 10.9.0.0/16 via 10.0.0.2
ip route append 10.9.0.0/16 via 10.0.0.3
ip route prepend 10.9.0.0/16 via 10.0.0.4
ip route append 10.9.0.0/16 via 10.0.0.3
ip route prepend 10.9.0.0/16 via 10.0.0.3
ip route show 10.9.0.0/16
ip route replace 10.9.0.0/16 via 10.0.0.5
ip route show 10.9.0.0/16
ip route replace 10.9.0.0/16 via 10.0.0.3
ip route show 10.9.0.0/16
ip route change 10.9.0.0/16 via 10.0.0.6 metric 7
ip route del 10.9.0.0/16 via 10.0.0.3
ip route show 10.9.0.0/16
ip route del 10.9.0.0/16
ip route del 10.9.0.0/16 dev a1
ip route show 10.9.0.0/16
ip route add 10.9.1.0/24 via 10.0.0.2 metric 10
ip route add 10.9.1.0/24 via 10.0.0.2 metric 5
ip route add 10.9.1.0/24 via 10.0.0.2 tos 0x10
ip route add 10.9.1.0/24 via 10.0.0.2 tos 0x11
ip route add 10.9.1.0/24 via 10.0.0.2
ip route show 10.9.1.0/24
ip route add blackhole 10.20.0.0/16
ip route add unreachable 10.21.0.0/16
ip route add prohibit 10.22.0.0/16
ip route add throw 10.23.0.0/16
ip route add blackhole 10.20.0.0/16 metric 9
ip route add local 10.24.0.1 dev a0
ip route add broadcast 10.24.0.255 dev a0
ip route add 10.25.0.0/16 via 10.0.0.2 mtu 1400 advmss 1360
ip route add 10.26.0.0/16 via 10.0.0.2 mtu lock 1300 window 100
ip route add 10.27.0.0/16 dev a0 scope host
ip route add 10.28.0.0/16 dev a0 scope global
ip route add 10.29.0.0/16 via 10.0.0.2 src 10.1.0.1
ip route add 10.30.0.0/16 via 10.0.0.2 src 10.1.0.2
ip route add 10.31.0.0/16 via 10.0.0.2 proto bird
ip route add 10.32.0.0/16 via 10.0.0.2 proto 99 scope 200
ip route add 10.33.0.0/16 nexthop via 10.0.0.2 dev a0 weight 3 nexthop via 10.1.0.2 weight 7
ip route add 10.34.0.0/16 nexthop via 10.0.0.2 nexthop dev a1
ip route add 10.35.0.0/16 via 10.7.7.7 dev a0 onlink
ip route add 10.36.0.0/16 via 10.7.7.7 dev a0
ip route add 10.37.0.0/16 via 10.0.0.255
ip route add 10.38.0.0/16 via 224.0.0.1
ip route add 10.39.0.0/16 via 127.0.0.1
ip route add 0.0.0.0/0 dev a0
ip route add default dev a0
ip route add default via 10.0.0.2 metric 100
ip route add default via 10.1.0.2 metric 50
ip route
ip -d route
ip route show table local
ip route show table all
ip route get 10.20.0.1
ip route get 10.21.0.1
ip route get 10.22.0.1
ip route get 10.23.0.1
ip route get 10.24.0.1
ip route get 10.25.0.1
ip route get 10.26.0.1
ip route get 10.27.0.1
ip route get 10.28.0.1
ip route get 10.29.0.1
ip route get 10.32.0.1
ip route get 10.34.0.1 oif a1
ip route get 10.35.0.1
ip route get 10.0.0.255
ip route get 255.255.255.255
ip route get 224.0.0.1
ip route get 224.0.0.1 oif a1
ip route get 239.1.1.1 oif a1
ip route get 127.0.0.1 from 10.0.0.1
ip route get 10.0.0.2 from 10.1.0.1
ip route get 10.0.0.2 from 10.77.0.1
ip route get 10.0.0.2 oif a1
ip route get 10.0.0.1 oif a1
ip route get 10.25.0.1 mark 5
ip route get 10.25.0.1 tos 0x10
ip route get fibmatch 10.25.0.1
ip route get fibmatch 8.8.8.8
ip route get 10.1.0.2 from 10.0.0.2 iif a0
ip route get 10.0.0.1 from 10.0.0.2 iif a0
ip route get 10.1.0.2 iif a0
echo 1 > /proc/sys/net/ipv4/ip_forward
ip route get 10.1.0.2 from 10.0.0.2 iif a0
ip route get 0.0.0.0
ip route get 1.2.3
