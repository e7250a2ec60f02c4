# ip route get: what the kernel would do
ip link add d0 type bridge
ip addr add 10.0.0.1/24 dev d0
ip link set d0 up
ip route get 10.0.0.9
ip route get 10.0.0.1
ip route get 127.0.0.1
ip route get 10.0.0.255
ip route get 10.1.0.1
ip route add default via 10.0.0.254
ip route get 10.1.0.1
ip route get 8.8.8.8
ip route get 8.8.8.8 from 10.0.0.1
ip route get 8.8.8.8 from 10.66.0.1
ip route get 8.8.8.8 oif d0
ip route get 8.8.8.8 oif nope
ip route get 8.8.8.8 mark 5
ip route get to 8.8.8.8
ip route get 8.8.8.0/24
ip route get fibmatch 8.8.8.8
ip route get
ip route get nonsense
ip route add blackhole 10.2.0.0/16
ip route add unreachable 10.3.0.0/16
ip route add prohibit 10.4.0.0/16
ip route add throw 10.5.0.0/16
ip route add 10.6.0.0/16 via 10.0.0.253 mtu 1300 src 10.0.0.1
ip route get 10.2.0.1
ip route get 10.3.0.1
ip route get 10.4.0.1
ip route get 10.5.0.1
ip route get 10.6.0.1
ip -j route get 10.6.0.1
ip -o route get 10.6.0.1
ip -d route get 10.6.0.1
ip route get 10.0.0.9 iif d0
ip route get 10.9.0.1 from 10.0.0.9 iif d0
