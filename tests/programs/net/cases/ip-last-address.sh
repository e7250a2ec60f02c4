# last address
ip link add d0 type veth peer name d1
ip link set d0 up
ip link set d1 up
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.1.0.1/24 dev d0
ip route add default via 10.0.0.2
ip route add 10.9.0.0/16 dev d0
ip route add 10.8.0.0/16 dev d0 table 100
ip addr del 10.0.0.1/24 dev d0
ip route show table all type unicast | grep -v fe80
ip addr del 10.1.0.1/24 dev d0
ip route
ip route show table 100
