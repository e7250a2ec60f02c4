# ip -6 route: every form, and what is refused
ip link add d0 type bridge
ip link set d0 up
ip link add v0 type veth peer name v1
ip link set v0 up; ip link set v1 up
ip addr add 2001:db8:1::1/64 dev d0 nodad
ip addr add 2001:db8:2::1/64 dev v0 nodad
sleep 3
ip -6 route | grep -v fe80
ip -6 route add 2001:db8:10::/48 via 2001:db8:1::2
ip -6 route add 2001:db8:11::/48 via fe80::2 dev v0
ip -6 route add 2001:db8:12::/48 dev v0
ip -6 route add 2001:db8:13::/48 dev v0 metric 10
ip -6 route add 2001:db8:13::/48 via 2001:db8:2::3 metric 20
ip -6 route add 2001:db8:14::1 via 2001:db8:1::2 proto static
ip -6 route add default via 2001:db8:1::fe
ip -6 route add default via 2001:db8:2::fe metric 2048
ip -6 route add 2001:db8:15::/48 via 2001:db8:1::2 mtu 1300 advmss 1200 hoplimit 5
ip -6 route add 2001:db8:16::/48 via 2001:db8:1::2 src 2001:db8:2::1
ip -6 route add 2001:db8:17::/48 via 2001:db8:1::2 pref high
ip -6 route add 2001:db8:18::/48 via 2001:db8:1::2 pref low
ip -6 route add 2001:db8:1a::/48 nexthop via 2001:db8:1::2 weight 2 nexthop via 2001:db8:2::2 weight 3
ip -6 route add 2001:db8:1b::/48 via 2001:db8:1::2 table 100
ip -6 route add local 2001:db8:1d::/48 dev lo
ip -6 route add unreachable 2001:db8:1e::/48
ip -6 route add prohibit 2001:db8:1e::1
ip -6 route add blackhole 2001:db8:1e::2 metric 5
ip -6 route add throw 2001:db8:1e::3 table 100
ip -6 route add 2001:db8:1f::/48 via 2001:db8:99::1 dev v0 onlink
ip -6 route | grep -v fe80
ip -6 route show table 100
ip -6 -d route show 2001:db8:10::/48
ip -6 -o route show 2001:db8:1a::/48
ip -6 -j route show 2001:db8:1a::/48
ip -6 -j route show default
ip -6 route show dev v0 | grep -v fe80
ip -6 route show proto static
ip -6 route show root 2001:db8:13::/40 | head -3
ip -6 route show match 2001:db8:13::5
ip -6 route show exact 2001:db8:13::/48
ip -6 route show via 2001:db8:1::2 | head -3
ip -6 route show type unreachable
ip -6 route get 2001:db8:13::5
ip -6 route get 2001:db8:11::5
ip -6 route get 2001:db8:15::5
ip -6 route get 2001:db8:16::5
ip -6 route get 2001:db8:1b::5
ip -6 route get 2001:db8:1d::5
ip -6 route get 2001:db8:1e::5
ip -6 route get 2001:db8:1e::1
ip -6 route get 2001:db8:1e::2
ip -6 route get 2001:db8:99::5
ip -6 route get 2001:db8:99::5 oif v0
ip -6 route get 2001:db8:99::5 from 2001:db8:2::1
ip -6 route get fibmatch 2001:db8:13::5
ip -6 route get 2001:db8:13::/48
ip -6 -j route get 2001:db8:13::5
ip -6 route replace 2001:db8:10::/48 via 2001:db8:1::3
ip -6 route change 2001:db8:10::/48 via 2001:db8:1::4
ip -6 route append 2001:db8:10::/48 via 2001:db8:1::5
ip -6 route show 2001:db8:10::/48
ip -6 route del 2001:db8:10::/48 via 2001:db8:1::5
ip -6 route show 2001:db8:10::/48
ip -6 route del 2001:db8:10::/48
ip -6 route del 2001:db8:10::/48
# errors
ip -6 route add 2001:db8:12::/48 dev v0
ip -6 route change 2001:db8:77::/48 dev v0
ip -6 route add 2001:db8:20::/48 via 2001:db8:99::1
ip -6 route add 2001:db8:20::/48 via fe80::1
ip -6 route add 2001:db8:20::/48 via 2001:db8:1::1
ip -6 route add 2001:db8:20::1/48 dev v0
ip -6 route add 2001:db8:20::/48
ip -6 route add 2001:db8:20::/48 dev nope
ip -6 route add 2001:db8:20::/129 dev v0
ip -6 route add 2001:db8:20::/48 via 10.0.0.1
ip -6 route add 10.0.0.0/8 dev v0
ip -6 route add 2001:db8:20::/48 dev v0 pref bogus
ip -6 route add 2001:db8:20::/48 dev v0 src 2001:db8:77::1
ip -6 route add bogus dev v0
ip -6 route del 2001:db8:99::/48
ip -6 route add ff00::/8 dev v0
# the other family's rules
ip -6 rule
ip -6 rule add from 2001:db8:2::/64 table 100
ip -6 rule add to 2001:db8:30::/48 lookup 100 pref 50
ip -6 rule add fwmark 1 table 100 pref 51
ip -6 rule add iif v0 prohibit pref 52
ip -6 rule add from 10.0.0.1 table 100
ip -6 rule
ip -6 -j rule | head -c 200
ip -6 route get 2001:db8:1b::5 from 2001:db8:2::1
ip -6 route get 2001:db8:1b::5 mark 1
ip -6 rule del pref 50
ip -6 rule flush
ip -6 rule
ip -6 route get 2001:db8:13::5
ip -6 route flush table 100
ip -6 route flush proto static
ip -6 route flush dev v0
ip -6 route | grep -v fe80
ip -6 route del 2001:db8:1a::/48
ip link set d0 down
ip -6 route | grep -v fe80
