# ip addr: what is refused, and in which words
ip link add d0 type bridge
ip addr add 10.0.0.1/24
ip addr add dev d0
ip addr add 10.0.0.1/33 dev d0
ip addr add 10.0.0.1/-1 dev d0
ip addr add 10.0.0.256/24 dev d0
ip addr add 10.0.0/24 dev d0
ip addr add hello dev d0
ip addr add 10.0.0.1/24 dev nope
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.0.0.1/25 dev d0
ip addr add 10.0.0.1/24 dev d0 brd
ip addr add 10.0.0.4/24 dev d0 brd x
ip addr add 10.0.0.5/24 dev d0 scope nowhere-land
ip addr add 10.0.0.6/24 dev d0 label other
ip addr add 10.0.0.7/24 dev d0 bogus
ip addr add 10.0.0.8/24 dev d0 valid_lft 10 preferred_lft 20
ip addr add 10.0.0.9/24 dev d0 valid_lft 0
ip addr del 10.0.0.99/24 dev d0
ip addr del 10.0.0.1/24 dev nope
ip addr del 10.0.0.1/16 dev d0
ip addr del 10.0.0.1
ip addr del 10.0.0.1 dev d0
ip addr show dev nope
ip addr show nope
ip addr show d0 up down
ip addr flush
ip addr frob
ip addr add 0.0.0.0/0 dev d0
ip addr add 224.0.0.1/24 dev d0
ip addr add 127.0.0.5/8 dev lo
ip -4 addr
