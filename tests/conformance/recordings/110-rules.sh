# ip rule
ip rule
ip rule list
ip rule add from 10.0.0.0/24 table 100
ip rule add to 10.1.0.0/16 lookup 200 pref 50
ip rule add fwmark 1 table 100
ip rule add fwmark 0x10/0xf0 table 101
ip rule add iif lo lookup main
ip rule add oif nope table 5
ip rule add from 10.9.9.9 blackhole
ip rule add from 10.9.9.8 prohibit
ip rule add from 10.9.9.7 unreachable
ip rule add tos 0x10 table 7
ip rule add not from 10.0.0.0/8 table 8 priority 9
ip rule add ipproto tcp dport 80 table 9 pref 10
ip rule add uidrange 0-100 table 10 pref 11
ip rule add suppress_prefixlength 0 table main pref 12
ip rule
ip -o rule
ip -d rule list pref 50
ip rule show from 10.0.0.0/24
ip rule show table 100
ip -j rule list pref 9
ip rule add from 10.0.0.0/24 table 100
ip rule add pref 50 to 10.1.0.0/16 lookup 200
ip rule add bogus
ip rule add table
ip rule add from nonsense table 5
ip rule add from 10.0.0.1 table nonsense
ip rule del from 10.0.0.0/24
ip rule del pref 50
ip rule del pref 51
ip rule del table 101
ip rule del fwmark 1
ip rule
ip rule flush
ip rule
ip rule add pref 32766 lookup main
ip rule
ip -6 rule
