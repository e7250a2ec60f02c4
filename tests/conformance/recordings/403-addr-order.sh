# [22] the order of addresses
ip link add e0 type veth peer name e1
ip link set e0 up
ip link set e1 up
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip addr add 10.0.0.9/24 dev e0
ip addr add 10.0.0.3/24 dev e0
ip addr add 10.0.0.5/25 dev e0
ip addr add 192.168.1.1/24 dev e0 scope link
ip addr add 192.168.1.2/24 dev e0
ip addr add 192.168.1.3/24 dev e0 scope host
ip addr add 127.0.0.5/8 dev e0
ip addr add 10.0.0.4/24 dev e0 label e0:web
ip addr add 10.0.0.6/24 brd + dev e0
ip addr add 10.0.0.7/24 broadcast 10.0.0.100 dev e0
ip addr add 172.16.0.1 peer 172.16.0.2 dev e0
ip addr add 172.17.0.1/32 dev e0
ip addr add 255.255.255.255 dev e0
ip addr add 224.0.0.1/4 dev e0
ip addr add 0.0.0.0/0 dev e0
ip addr
ip -br addr
ip -o addr show e0
ip route
ip route show table local
ip route show table local dev e0 type broadcast
ip addr del 10.0.0.9/24 dev e0
ip addr show e0
ip route
sysctl -w net.ipv4.conf.e0.promote_secondaries=1
ip addr add 10.1.0.1/24 dev e0
ip addr add 10.1.0.2/24 dev e0
ip addr add 10.1.0.3/24 dev e0
ip addr del 10.1.0.1/24 dev e0
ip addr show to 10.1.0.0/16
ip route show 10.1.0.0/24
ip addr flush dev e0 label 'e0:*'
ip addr flush dev e0 scope link
ip addr flush dev e0 to 10.0.0.0/8
ip -s addr flush dev e0
ip -s -s addr flush dev e0
ip addr show e0
ip route show table all
ip addr add 10.0.0.1/24 dev e0 valid_lft 60 preferred_lft 30
ip addr show dynamic
ip addr show permanent
ip -j addr show dev e0
ip -j addr show dev e0 | jq -c '.[].addr_info[]|[.local,.prefixlen,.scope]'
ip addr change 10.0.0.1/24 dev e0 valid_lft forever preferred_lft forever
ip addr show e0
ip addr del 10.0.0.1 dev e0
ip addr add 10.0.0.1/33 dev e0
ip addr add 10.0.0.1/24 dev
ip addr add 10.0.0.1/24
ip addr add 10.0.0/24 dev e0
ip addr show dev e0
