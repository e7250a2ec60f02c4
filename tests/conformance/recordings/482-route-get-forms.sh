# ip route get with from, iif, mark, tos, ipproto, ports; show with table all, type, scope, match, root
ip netns add r; ip netns add a
ip link add l0 address 02:00:00:00:00:01 netns r type veth peer name eth0 netns a address 02:00:00:00:00:02
ip link add w0 netns r address 02:00:00:00:00:03 type veth peer name w0p address 02:00:00:00:00:04
for n in r a; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n $n link set lo up; done
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip -n r link set l0 up; ip -n r link set w0 up; ip -n a link set eth0 up; ip link set w0p up
ip -n r addr add 10.7.0.1/24 dev l0; ip -n r addr add 10.7.0.11/24 dev l0; ip -n r addr add 192.0.2.1/30 brd + dev w0; ip -n a addr add 10.7.0.2/24 dev eth0
ip -n a route add default via 10.7.0.1
R="ip -n r route"
$R add default via 192.0.2.2
$R add 198.51.100.0/24 via 192.0.2.2 metric 20 mtu 1300 advmss 1200
$R add 198.51.100.0/24 dev l0 metric 30
$R add blackhole 203.0.113.0/28
$R add unreachable 203.0.113.16/28
$R add prohibit 203.0.113.32/28
$R add throw 203.0.113.48/28
$R add 10.9.0.0/16 via 10.7.0.2 table 300
$R add default dev w0 table 300
$R add local 10.200.0.0/24 dev lo
$R add 172.20.0.0/16 tos 0x10 via 10.7.0.2
$R add 172.20.0.0/16 via 192.0.2.2
$R add broadcast 10.201.0.255 dev l0
ip -n r rule add fwmark 0x42 table 300
ip -n r rule add from 10.7.0.11 table 300 pref 1000
ip -n r rule add ipproto udp dport 53 table 300 pref 900
ip -n r rule add iif l0 to 10.66.0.0/16 prohibit pref 800
ip -n r rule
sleep 1
$R
$R get 8.8.4.4
$R get 8.8.4.4 from 10.7.0.11
$R get 8.8.4.4 from 10.7.0.2
$R get 8.8.4.4 from 10.7.0.2 iif l0
$R get 8.8.4.4 iif l0
ip netns exec r sysctl -qw net.ipv4.ip_forward=1
$R get 8.8.4.4 from 10.7.0.2 iif l0
$R get 8.8.4.4 from 10.99.0.2 iif l0
$R get 8.8.4.4 mark 0x42
$R get 10.9.1.1 mark 66
$R get to 10.9.1.1 mark 66 from 10.7.0.2 iif l0
$R get 10.9.1.1 ipproto udp dport 53
$R get 10.9.1.1 ipproto udp dport 54
$R get 10.9.1.1 ipproto tcp sport 1000 dport 53
$R get 10.66.1.1 from 10.7.0.2 iif l0
$R get 10.66.1.1
$R get 198.51.100.7
$R get 198.51.100.7 oif l0
$R get 198.51.100.7 oif w0
$R get 8.8.4.4 oif l0
$R get 8.8.4.4 dev w0
$R get 203.0.113.1
$R get 203.0.113.17
$R get 203.0.113.33
$R get 203.0.113.49
$R get 203.0.113.17 from 10.7.0.2 iif l0
$R get 10.200.0.77
$R get 10.200.0.77 from 10.7.0.2 iif l0
$R get 172.20.1.1
$R get 172.20.1.1 tos 0x10
$R get 172.20.1.1 dsfield 16
$R get 10.7.0.255
$R get 10.7.0.255 from 10.7.0.2 iif l0
$R get 255.255.255.255
$R get 224.0.0.5
$R get 224.0.0.5 oif w0
$R get 10.7.0.11
$R get 10.7.0.1 from 10.7.0.11
$R get 10.7.0.1 from 10.7.0.2 iif l0
$R get 127.0.0.1
$R get 0.0.0.0
$R get 8.8.4.4 uid 1000
$R get 8.8.4.4 from 8.8.8.8
$R get 8.8.4.4 from 127.0.0.1
$R get 8.8.4.4/32
$R get 8.8.4.0/24
$R get fibmatch 8.8.4.4
$R get fibmatch 198.51.100.9
$R get fibmatch 10.7.0.2
$R get fibmatch 203.0.113.1
$R get fibmatch 10.7.0.1
$R get connected 8.8.4.4
$R get
$R get nope
$R get 8.8.4.4 iif nope
$R get 8.8.4.4 oif nope
$R get 8.8.4.4 bogus
$R get 8.8.4.4 mark zz
ip -n r -j route get 8.8.4.4
ip -n r -j -p route get 10.9.1.1 mark 0x42
ip -n r -j route get 10.200.0.77 from 10.7.0.2 iif l0
ip -n r -d route get 8.8.4.4
ip -n r -o route get 8.8.4.4
ip netns exec r ip r g 10.9.1.1 mark 0x42
$R show table all
$R show table all type local
$R show table all type broadcast
$R show type blackhole
$R show type unicast
$R show table all scope link
$R show scope global
$R show scope host table local
$R show table 300
$R show table main
$R show table default
$R show table 301
$R show table bogus
$R list match 198.51.100.7
$R list match 10.9.1.1 table 300
$R show root 203.0.113.0/24
$R show exact 203.0.113.0/28
$R show 203.0.113.0/28
$R show to match 172.20.1.1
$R show to root 172.16.0.0/12
$R show tos 0x10
$R show via 10.7.0.2
$R show dev w0
$R show oif w0
$R show proto kernel
$R show proto boot
$R show protocol static
$R show src 10.7.0.1
$R show metric 20
$R show cached
$R show cache
$R show type bogus
$R show scope bogus
ip -n r -4 route show default
ip -n r -d route | head -4
ip -n r -o route | tail -3
ip -n r -N route | head -3
ip -n r -j route show type blackhole
ip -n r -j -d route show dev w0
ip -n r -j -p route show 172.20.0.0/16
$R flush table 300
$R show table 300
$R flush
$R flush cache
$R flush type blackhole
$R show type blackhole
$R flush root 203.0.113.0/24
$R del local 10.200.0.0/24
$R
