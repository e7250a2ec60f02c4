# ip rule: every word, orders, saves, errors; routes that meet them
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add e0 address 02:00:00:00:00:10 type veth peer name e1; ip link set e0 up; ip link set e1 up; ip addr add 10.0.0.1/24 dev e0; sleep 0.5
ip rule
ip rule list
ip rule show table main
ip -d rule
ip -j rule
ip -j -p rule list table local
ip rule add from 10.1.0.0/16 table 10
ip rule add to 10.2.0.0/16 lookup 11
ip rule add fwmark 5 table 12
ip rule add fwmark 0x10/0xf0 table 13
ip rule add iif e0 table 14
ip rule add oif e0 table 15
ip rule add iif nope table 16
ip rule add tos 0x10 table 17
ip rule add dsfield 8 table 18
ip rule add ipproto tcp table 19
ip rule add ipproto 89 table 20
ip rule add sport 1000 table 21
ip rule add dport 80-90 table 22
ip rule add uidrange 1000-2000 table 23
ip rule add not from 10.3.0.0/16 table 24
ip rule add from 10.4.0.0/16 blackhole
ip rule add from 10.5.0.0/16 unreachable
ip rule add from 10.6.0.0/16 prohibit
ip rule add from 10.7.0.0/16 type prohibit
ip rule add pref 500 goto 600
ip rule add pref 600 nop
ip rule add pref 700 goto 32766
ip rule add pref 800 table 25 suppress_prefixlength 0
ip rule add pref 801 table main suppress_prefixlength 24
ip rule add order 900 from 10.9.9.9 table 26
ip rule add priority 901 from all to all table 27
ip rule add preference 902 protocol static table 28
ip rule add pref 903 protocol 99 table 29
ip rule
ip -d rule | tail -5
ip rule | wc -l
ip -j rule | jq -c '.[] | [.priority, .src, .table, .fwmark // "-", .iif // "-", .action // "-"]' | head -20 | cat
ip rule show from 10.1.0.0/16
ip rule show from 10.0.0.0/8
ip rule show to 10.2.0.0/16
ip rule show fwmark 5
ip rule show fwmark 0x10/0xf0
ip rule show iif e0
ip rule show oif e0
ip rule show table 22
ip rule show dport 80-90
ip rule show ipproto tcp
ip rule show not
ip rule show pref 500
ip rule show priority 900
ip rule show tos 0x10
ip rule show uidrange 1000-2000
ip rule show protocol static
ip rule show bogus
ip rule show 10.1.0.0/16
ip rule add
ip rule add table 50
ip rule add from
ip rule add from bogus table 5
ip rule add from 10.0.0.1/33 table 5
ip rule add from 10.0.0.1 table bogus
ip rule add from 10.0.0.1 table 0
ip rule add from 10.0.0.1 table 4294967295
ip rule add from 10.0.0.1 pref x
ip rule add from 10.0.0.1 pref -1
ip rule add pref 1000 goto 900
ip rule add pref 1000 goto 5000
ip rule add pref 1000 goto x
ip rule add pref 1001 fwmark x
ip rule add pref 1001 ipproto bogus
ip rule add pref 1001 sport 70000
ip rule add pref 1001 dport 90-80
ip rule add pref 1001 dport 0
ip rule add pref 1001 uidrange 5
ip rule add pref 1001 tos 0xff
ip rule add pref 1001 suppress_prefixlength 99
ip rule add pref 1001 iif averyveryverylongname
ip rule add pref 1001 protocol bogus
ip rule add pref 901 table 27
ip rule add from 10.1.0.0/16 table 10
ip rule add from 10.1.0.0/16 table 10 pref 32765
ip rule | grep 'lookup 10 *$'
ip rule del from 10.1.0.0/16 table 10
ip rule | grep -c 'lookup 10$'
ip rule del
ip rule del pref 9999
ip rule del table 22
ip rule del dport 80-90
ip rule del from 10.99.0.0/16
ip rule del fwmark 0x10/0xf0
ip rule del pref 500
ip rule del pref 500
ip rule del not from 10.3.0.0/16 table 24
ip rule del pref 0
ip rule | head -1
ip rule add pref 0 table local
ip rule bogus
ip rule flush table 11
ip rule flush pref 800
ip rule flush
ip rule
ip route add 10.50.0.0/16 dev e0; ip route get 10.50.0.1
ip rule add table main pref 32766; ip route get 10.50.0.1
ip rule add from 10.0.0.1 to 10.50.0.0/16 prohibit; ip route get 10.50.0.1 from 10.0.0.1; ip route get 10.50.0.1
ping -c 1 -W 1 -I 10.0.0.1 10.50.0.1
ping -c 1 -W 1 10.50.0.1
nc -z -v -w 1 10.50.0.1 80
ping -c 1 -W 1 -I 10.0.0.1 10.99.0.1
ip rule add from 10.0.0.1 to 10.50.0.0/16 unreachable pref 5; ping -c 1 -W 1 10.50.0.1; ping -c 2 -i 0.2 -W 1 -I 10.0.0.1 10.50.0.1; nc -z -v 10.50.0.1 80; ip rule del pref 5
ip -batch - <<< $'rule add pref 10 table 77\nrule add pref x\nrule add pref 11 table 78'
ip -force -batch - <<< $'rule add pref 12 table 77\nrule add pref x\nrule add pref 13 table 78'
ip rule
echo '100 blue' >> /etc/iproute2/rt_tables; ip rule add table blue pref 20; ip rule show table blue; ip route add 10.60.0.0/16 dev e0 table blue; ip route show table blue; ip route show table 100; ip -N rule show pref 20
ip -6 rule
ip -6 rule add from 2001:db8::/32 table 9
ip -6 rule
