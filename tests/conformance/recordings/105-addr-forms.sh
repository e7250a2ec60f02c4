# ip addr: labels, scopes, broadcast, peers, lifetimes, secondary addresses
ip link add d0 type bridge
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.0.0.2/24 brd + dev d0
ip addr add 10.0.0.3/24 brd 10.0.0.255 dev d0 label d0:web
ip addr add 10.1.0.1 dev d0
ip addr add 10.2.0.1/30 dev d0 scope link
ip addr add 10.3.0.1 peer 10.3.0.2 dev d0
ip addr add 10.4.0.1/24 dev d0 valid_lft 300 preferred_lft 200
ip addr add 10.5.0.1/24 dev d0 noprefixroute
ip addr add 10.6.0.1/24 dev d0 metric 300
ip addr show d0
ip link set d0 up
ip route
ip -br addr
ip -4 -o addr
ip addr show d0 scope link
ip addr show label d0:web
ip addr show to 10.0.0.0/24
ip addr show primary dev d0
ip addr show secondary
ip addr show dynamic
ip addr show permanent dev lo
ip addr show up
ip -j -4 addr show lo
ip -br -4 addr show dev d0
ip addr del 10.0.0.1/24 dev d0
ip -4 addr show d0 | grep -v valid_lft
ip addr change 10.4.0.1/24 dev d0 valid_lft forever preferred_lft forever
ip addr replace 10.6.0.1/24 dev d0
ip -4 addr show d0 | grep -v valid_lft
ip addr flush dev d0 scope link
ip addr flush dev d0 to 10.5.0.0/24
ip -4 -br addr
ip addr flush dev d0
ip addr show d0
ip route
