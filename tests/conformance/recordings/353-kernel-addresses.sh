# kernel configuration: addresses
ip link add d0 type veth peer name d1
ip link set d0 address 02:00:00:00:00:01
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.0.0.2/24 dev d0
ip addr add 10.0.0.3/24 dev d0
ip addr add 10.0.0.129/25 dev d0
ip addr add 127.0.0.5/8 dev d0
ip addr add 10.1.1.1/24 scope link dev d0
ip addr add 10.2.0.1 peer 10.2.0.2 dev d0
ip addr add 10.3.0.1/24 dev d0 noprefixroute
ip addr add 10.4.0.1/24 dev d0 metric 300
ip addr add 10.5.0.1/24 broadcast 10.5.0.255 dev d0 label d0:x
ip addr add 10.6.0.1/31 dev d0
ip addr add 10.7.0.1/30 brd + dev d0
ip addr add 10.8.0.1/24 brd - dev d0
ip addr add 10.9.0.0/32 dev d0
ip addr add 224.0.0.5/32 dev d0
ip addr add 255.255.255.255/32 dev d0
ip addr add 0.0.0.0/0 dev d0
ip addr add 10.10.0.1/24 dev d0 valid_lft 300 preferred_lft 200
ip addr show d0
ip route show table all
ip link set d0 up
ip link set d1 up
sleep 2.5
ip addr show d0
ip route show table all
ip addr del 10.0.0.1/24 dev d0
ip addr show d0 to 10.0.0.0/24
ip route show table local
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.0.0.2/24 dev d0
ip addr add 10.0.0.3/24 dev d0
echo 1 > /proc/sys/net/ipv4/conf/d0/promote_secondaries
ip addr del 10.0.0.1/24 dev d0
ip addr show d0 to 10.0.0.0/24
ip route show 10.0.0.0/24
ip route show table local
ip addr change 10.4.0.1/24 dev d0 metric 400
ip addr replace 10.0.0.2/24 dev d0 valid_lft 60 preferred_lft 30
ip addr replace 10.44.0.2/24 dev d0
ip addr show d0 | head -30
ip route
ip route add 10.50.0.0/16 dev d0 src 10.0.0.2
ip addr del 10.0.0.2/24 dev d0
ip route
ip addr del 10.0.0.3 dev d0
ip addr del 10.0.0.99/24 dev d0
ip addr flush dev d0
ip addr show d0
ip route show table all
ip addr add 10.0.0.1/24 dev lo
ip addr show lo
ip route show table all
ip addr del 127.0.0.1/8 dev lo
ip link set lo down
ip addr show lo
ip route show table all
ip link set lo up
ip addr show lo
