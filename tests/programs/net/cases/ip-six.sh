# small
brctl show
brctl show nope
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 nud stale dev lo
ip link add v0 type veth peer name v1
ip link set v0 up
ip addr add 10.0.0.1/24 dev v0
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 nud stale dev v0







ip xfrm
ip sr
ip ila
ip ioam
ip tuntap bogus
ip tunnel bogus
ip vrf bogus
ip nexthop bogus
ip token bogus
ip -6 rule add from 2001:db8::/32 table 100
ip -6 rule
ip -6 rule del from 2001:db8::/32 table 100
ip -6 rule
ip -6 neigh
ip -6 addr show dev v0
ip -6 route add 2001:db8::/32 dev v0
ip -6 route add 2001:db8:5::/48 via fe80::7 dev v0 metric 5
ip -6 route add unreachable 2001:db8:9::/48
ip -6 route add blackhole 2001:db8:a::/48
ip -6 route
ip -6 -j route

ip -6 route get 2001:db8:9::1
ip -6 route show table local
ip -6 route del 2001:db8::/32
ip -6 route del 2001:db8:77::/48
ip -6 route add 2001:db8:5::/48 via fe80::7 dev v0 metric 5
ip -6 route add 2001:db8:5::/48 via fe80::7
ip -6 route flush dev v0
ip -6 route
ip -6 route show table 77
