# ip rule: every form and every refusal
ip link add v0 type veth peer name v1
ip link set v0 up; ip link set v1 up; ip addr add 10.0.0.1/24 dev v0
ip rule add from 10.1.0.0/16 table 10
ip rule add from 10.2.0.1 lookup 11 pref 100
ip rule add to 10.3.0.0/16 lookup main pref 101
ip rule add from 10.4.0.0/16 to 10.5.0.0/16 table 12 pref 102
ip rule add from all table 13 pref 103
ip rule add not from 10.6.0.0/16 table 14 pref 104
ip rule add fwmark 5 table 15 pref 105
ip rule add fwmark 0x100/0xff00 table 15 pref 106
ip rule add iif v0 table 16 pref 107
ip rule add oif v0 table 17 pref 108
ip rule add iif lo table 17 pref 109
ip rule add iif gone table 18 pref 110
ip rule add tos 0x10 table 19 pref 111
ip rule add dsfield 8 table 19 pref 112
ip rule add ipproto tcp table 20 pref 113
ip rule add ipproto 17 sport 53 table 20 pref 114
ip rule add ipproto tcp sport 1-1024 dport 80 table 20 pref 115
ip rule add uidrange 1000-1000 table 21 pref 116
ip rule add goto 200 pref 117
ip rule add nop pref 118
ip rule add blackhole pref 119 from 10.7.0.0/16
ip rule add type unreachable pref 120 from 10.8.0.0/16
ip rule add prohibit pref 121 from 10.9.0.0/16
ip rule add table main suppress_prefixlength 24 pref 122
ip rule add from 10.10.0.0/16 table 300 pref 124
ip rule add from 10.11.0.0/16 table local pref 125 protocol static
ip rule add preference 126 order 127 table 5
ip rule
ip -d rule | head -5
ip -j rule | jq -c '.[]'
ip -N rule | head -4
ip rule show pref 115
ip rule show from 10.2.0.1
ip rule show to 10.3.0.0/16
ip rule show table main
ip rule show fwmark 5
ip rule show iif v0
ip rule show tos 0x10
ip rule show not from 10.6.0.0/16
ip rule list lookup 20
ip rule list bogus
# refused
ip rule add
ip rule add from 10.1.0.0/33 table 10
ip rule add from bogus table 10
ip rule add from 10.1.0.1/16 table 10
ip rule add table bogus
ip rule add table 4294967296
ip rule add pref bogus table 1
ip rule add fwmark bogus table 1
ip rule add fwmark 1/bogus table 1
ip rule add tos 300 table 1
ip rule add tos 0x03 table 1 pref 140
ip rule add ipproto bogus table 1
ip rule add dport 70000 table 1
ip rule add dport bogus table 1
ip rule add dport 20-10 table 1
ip rule add uidrange bogus table 1
ip rule add uidrange 10-5 table 1
ip rule add goto 50 pref 150
ip rule add goto 0 pref 150
ip rule add iif toolongdevicename0 table 1
ip rule add type bogus
ip rule add from 10.1.0.0/16 table 10 bogus
ip rule add suppress_prefixlength 40 table main pref 151
ip rule add suppress_prefixlength bogus table main
ip rule add from 10.2.0.1 lookup 11 pref 100
ip rule add protocol bogus table 1
ip rule bogus
ip rule del
ip rule del pref 99
ip rule del table 77
ip rule del from 10.1.0.0/16
ip rule del fwmark 5
ip rule del fwmark 0x100/0xff00 table 15
ip rule del from 10.4.0.0/16 to 10.5.0.0/16 table 12
ip rule del not from 10.6.0.0/16 table 14
ip rule del ipproto tcp sport 1-1024 dport 80 table 20
ip rule del iif gone
ip rule del goto 200
ip rule del pref 32766
ip rule del pref 0
ip rule
ip rule add pref 0 table local
ip rule flush
ip rule
ip rule add from 0/0 table main
ip rule add table default
ip rule
