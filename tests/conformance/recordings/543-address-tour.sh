# addresses: the everyday and the odd
ip link add d0 address 02:00:00:00:00:01 type veth peer name d1
ip link set d0 up; ip link set d1 up
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.0.0.2/24 dev d0 label d0:web
ip addr add 10.0.0.3/32 dev d0
ip addr add 192.0.2.1/24 broadcast + dev d0 scope link
ip addr add 172.16.0.1 peer 172.16.0.2 dev d0
ip addr add 203.0.113.5/24 brd 203.0.113.99 dev d0 valid_lft 600 preferred_lft 300
ip addr add 10.1.0.1/16 dev d0 noprefixroute metric 50
sleep 2
ip addr show d0 | sed 's/lft [0-9]*sec/lft Nsec/g'
ip -4 addr show dev d0 | grep -c inet
ip addr show d0 label 'd0:*'
ip addr show d0 scope link
ip addr show to 10.0.0.0/24
ip addr show d0 primary | grep inet
ip addr show d0 secondary
ip addr show d0 permanent | grep 'inet '
ip addr show d0 dynamic | sed 's/lft [0-9]*sec/lft Nsec/g'
ip -br addr
ip -br -4 addr show up
ip -o -4 addr | sed 's/lft [0-9]*sec/lft Nsec/g'
ip -j -4 addr show d0 | jq -c '.[0].addr_info[]|del(.valid_life_time,.preferred_life_time)'
ip -j addr show lo | jq .
ip -d -4 addr show d0 scope global | tail -2 | head -1
ip -s addr show lo | tail -4 | head -1
ip route show dev d0
ip route show table local dev d0
ip addr add 10.0.0.1/24 dev d0
ip addr add 10.0.0.1/25 dev d0
ip addr change 10.0.0.2/24 dev d0 valid_lft 100 preferred_lft 50; ip addr show d0 secondary | sed 's/lft [0-9]*sec/lft Nsec/g'
ip addr replace 10.9.9.9/24 dev d0; ip addr show to 10.9.9.9
ip addr del 10.0.0.1/24 dev d0; ip -4 -br addr show d0
sysctl -w net.ipv4.conf.d0.promote_secondaries=1
ip addr add 10.0.0.1/24 dev d0; ip addr add 10.0.0.2/24 dev d0; ip addr add 10.0.0.4/24 dev d0; ip addr del 10.0.0.1/24 dev d0; ip -4 -br addr show d0
ip addr del 10.0.0.77/24 dev d0
ip addr del 10.0.0.2 dev d0
ip addr del 10.0.0.4/24 dev d1
ip addr add 256.0.0.1/24 dev d0
ip addr add 10.0.0.1/33 dev d0
ip addr add 10.0.0.1/255.255.255.0 dev d0; ip addr show to 10.0.0.1 | grep inet
ip addr add 10.0.0.1/255.0.255.0 dev d0
ip addr add 10.0.0 dev d1; ip -br -4 addr show d1
ip addr add 10.5.5.5/24
ip addr add dev d0
ip addr add 10.5.5.5/24 dev nope
ip addr add 10.5.5.5/24 dev d0 label toolonglabel:abcdefgh
ip addr add 10.5.5.5/24 dev d0 label other
ip addr add 10.5.5.6/24 dev d0 scope bogus
ip addr add 10.5.5.7/24 dev d0 valid_lft 10 preferred_lft 20
ip addr add 0.0.0.0/0 dev d0
ip addr add 127.0.0.2/8 dev d0; ip addr show to 127.0.0.2
ip addr add 224.0.0.9/32 dev d0; ip addr add 255.255.255.255/32 dev d0; ip -br -4 addr show d0
ip addr flush dev d0 label 'd0:*'
ip addr flush to 10.9.9.0/24
ip -s addr flush dev d1
ip -s -s addr flush dev d0 scope link
ip addr flush dev d0; ip addr show d0 | grep inet
ip addr flush
ip addr flush dev nope
ip addr help 2>&1 | head -3
ip addr frob
ip a a 10.7.0.1/24 dev d0; ip a s d0 | grep 10.7; ip a d 10.7.0.1/24 dev d0
ip address list dev lo; ip addr sh dev lo up | head -1
ip addr show down | head -1; ip addr show type veth | grep -c d0
ip link set d0 down; ip addr add 10.8.0.1/24 dev d0; ip route show table all dev d0; ip link set d0 up; ip route show table all dev d0 | grep -v -e fe80 -e ff00
ip addr add 10.8.0.1/24 dev d1; ip route; ip route get 10.8.0.5; ip addr del 10.8.0.1/24 dev d0; ip route get 10.8.0.5
ifconfig d1 | grep -v -e packets -e errors -e ether -e fe80
ifconfig d1 10.99.0.1 netmask 255.255.0.0; ip -br -4 addr show d1
hostname -I; hostname -i; getent hosts localhost; getent ahostsv4 host
