# add, replace, change, append, prepend, delete: and what each refuses
ip link add d0 type bridge
ip addr add 10.0.0.1/24 dev d0
ip link set d0 up
ip route add 10.1.0.0/16 via 10.0.0.2
ip route add 10.1.0.0/16 via 10.0.0.2
ip route add 10.1.0.0/16 via 10.0.0.3
ip route append 10.1.0.0/16 via 10.0.0.3
ip route prepend 10.1.0.0/16 via 10.0.0.4
ip route
ip route replace 10.1.0.0/16 via 10.0.0.5
ip route
ip route change 10.1.0.0/16 via 10.0.0.6
ip route change 10.99.0.0/16 via 10.0.0.6
ip route
ip route del 10.1.0.0/16 via 10.0.0.3
ip route del 10.1.0.0/16
ip route del 10.1.0.0/16
ip route del 10.1.0.0/16
ip route
ip route add 10.2.0.1/16 via 10.0.0.2
ip route add 10.2.0.0/16 via 10.77.0.1
ip route add 10.2.0.0/16 via 10.0.0.1
ip route add 10.2.0.0/16 via 10.0.0.255
ip route add 10.2.0.0/16
ip route add 10.2.0.0/16 dev nope
ip route add 10.2.0.0/16 via nonsense
ip route add 10.2.0.0/16 dev d0 src 10.66.0.1
ip route add 10.2.0.0/16 via 10.0.0.2 metric x
ip route add 10.2.0.0/16 via 10.0.0.2 table x
ip route add 10.2.0.0/16 via 10.0.0.2 bogus
ip route add default via 10.0.0.2 via 10.0.0.3
ip route add
ip route del
ip route del default
ip route add default via 10.0.0.2 dev lo
ip route show table 77
ip route show bogus
ip route flush 10.0.0.0/24
ip route
ip route flush table main
ip route
ip route frob
ip route replace default dev d0
ip route
ip addr del 10.0.0.1/24 dev d0
ip route
