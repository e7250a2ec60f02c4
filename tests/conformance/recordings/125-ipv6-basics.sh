# IPv6 as far as link-local addresses go
ip -6 addr
ip -6 route
ip netns add b
ip link add eth0 address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
ip link set eth0 up
ip -n b link set eth0 up
ip -6 addr show dev eth0
sleep 3
ip -6 addr show dev eth0
ip -6 route
ip -6 route show table local
ping -c 1 ::1
ping -6 -c 1 localhost
ping -c 1 fe80::ff:fe00:b%eth0
ping -c 1 fe80::ff:fe00:b
ip -6 neigh
ip -6 -br addr
ip -o -6 addr show dev lo
ip -6 addr add 2001:db8::1/64 dev eth0
ip -n b addr add 2001:db8::2/64 dev eth0
ip -6 addr show dev eth0 scope global
sleep 3
ip -6 addr show dev eth0
ip -6 route
ping -c 1 2001:db8::2
ip -6 route get 2001:db8::2
ip -6 addr del 2001:db8::1/64 dev eth0
ip link set eth0 down
ip -6 addr show dev eth0
sysctl -w net.ipv6.conf.eth0.disable_ipv6=1
ip link set eth0 up
sleep 2
ip addr show eth0
ip -6 addr add 2001:db8::1/64 dev eth0
ip -6 addr add 2001:db8::g/64 dev eth0
ip -6 route add default via fe80::1 dev eth0
