# kernel configuration: rules
ip link add a0 type veth peer name b0
ip link set a0 up
ip link set b0 up
ip addr add 10.0.0.1/24 dev a0
ip route add table 100 default via 10.0.0.2
ip route add 10.5.0.0/16 via 10.0.0.3 table 100
ip rule add from 10.0.0.1 table 100
ip rule add to 10.9.0.0/16 table 100 pref 100
ip rule add fwmark 0x10/0xff table 101
ip rule add iif a0 lookup main pref 200
ip rule add oif a0 lookup main pref 201
ip rule add from 10.7.0.0/16 blackhole
ip rule add from 10.8.0.0/16 prohibit pref 300
ip rule add from 10.8.0.0/16 prohibit pref 300
ip rule add from 10.9.0.0/16 unreachable pref 301
ip rule add not from 10.10.0.0/16 table 102 pref 302
ip rule add tos 0x10 table 103 pref 303
ip rule add ipproto tcp dport 80 table 104 pref 304
ip rule add uidrange 0-100 table 105 pref 305
ip rule add pref 306 goto 32766
ip rule add pref 307 table main suppress_prefixlength 0
ip rule add iif nope table 100
ip rule
ip -d rule
ip rule show table 100
ip route get 10.9.1.1
ip route get 8.8.8.8
ip route get 8.8.8.8 from 10.0.0.1
ip route get 8.8.8.8 mark 0x10
ip route show table 100
ip route show table 101
ip route show table default
ip rule del pref 100
ip rule del from 10.0.0.1
ip rule del table 102
ip rule del from 10.99.0.0/16
ip rule del pref 9999
ip rule del from 10.8.0.0/16 prohibit
ip rule
ip rule flush
ip rule
ip route get 10.0.0.1
ip route get 10.0.0.2
ip rule add lookup main
ip rule add pref 32767 lookup default
ip rule
ip rule add table 100 pref 0
ip rule
ip -6 rule
ip -6 rule add from 2001:db8::/32 table 100
ip -6 rule
