# policy routing: rules, tables, marks, multipath
for i in 0 1; do ip link add e$i address 02:00:00:00:00:0$i type veth peer name p$i address 02:00:00:00:01:0$i; ip addr add 10.0.$i.1/24 dev e$i; ip link set e$i up; ip link set p$i up; done
ip rule
ip rule add from 10.0.1.1 table 100
ip rule add from 10.0.1.0/24 lookup 101 pref 500
ip rule add fwmark 0x10/0xf0 table 102
ip rule add iif e0 table 103
ip rule add oif e1 table 104 prio 200
ip rule add to 10.9.0.0/16 tos 0x10 table main
ip rule add not from 10.0.0.0/8 table 105
ip rule add from 10.7.0.0/16 blackhole
ip rule add from 10.8.0.0/16 prohibit
ip rule add to 10.5.0.0/16 unreachable
ip rule add ipproto tcp dport 80 table 106
ip rule add sport 1000-2000 table 107
ip rule add uidrange 1000-2000 table 108
ip rule add suppress_prefixlength 0 table main
ip rule add from 10.0.1.1 table 100
ip rule
ip -d rule
ip -j rule | jq -c '.[]'
ip rule show table 100
ip rule show from 10.0.1.0/24
ip rule list pref 500
ip route add default via 10.0.1.254 table 100
ip route add default via 10.0.0.254
ip route add 10.9.0.0/16 via 10.0.0.253 table 101
ip route show table 100
ip route show table 101
ip route show table 999
ip route get 8.8.8.8
ip route get 8.8.8.8 from 10.0.1.1
ip route get 8.8.8.8 mark 0x10
ip route add default via 10.0.0.252 table 102
ip route get 8.8.8.8 mark 0x10
ip route get 8.8.8.8 mark 0x1f
ip route get 8.8.8.8 from 10.7.0.1 iif e0
ip route get 10.5.1.1
ip route get 8.8.8.8 oif e1
ip route get 10.9.1.1 tos 0x10
ip route get 10.0.0.1 from 10.0.1.1
ip rule del from 10.0.1.1 table 100
ip rule del pref 500
ip rule del pref 500
ip rule del from 99.0.0.0/8
ip rule add pref 1 goto 32766
ip rule add pref 2 nop
ip rule
ip rule flush
ip rule
ip route get 127.0.0.1
ip route get 8.8.8.8
ip rule add pref 32766 table main
ip rule add pref 32767 table default
ip route get 8.8.8.8
ip route flush table 100
ip route flush table 100
ip route show table all type unicast
ip route add 10.20.0.0/16 nexthop via 10.0.0.254 weight 3 nexthop via 10.0.1.254 dev e1
ip route add 10.21.0.0/16 nexthop dev e0 nexthop dev e1 weight 10
ip route
ip -d route show 10.20.0.0/16
ip -j route show 10.20.0.0/16
ip route get 10.20.0.1 | sed 's/10.0.[01].254 dev e[01] src 10.0.[01].1/X/'
ip route del 10.20.0.0/16 via 10.0.0.254
ip link set e1 down
ip route
ip rule add bogus
ip rule add from 10.0.0.0/33
ip rule add table 5000000000
