# a host with two uplinks, as in a data centre: isp1 and isp2 lead to srv
for n in h isp1 isp2 srv; do ip netns add $n; ip -n $n link set lo up; done
ip link add up1 netns h address 0a:00:00:00:01:01 type veth peer name hh netns isp1 address 0a:00:00:00:01:02
ip link add up2 netns h address 0a:00:00:00:02:01 type veth peer name hh netns isp2 address 0a:00:00:00:02:02
ip link add srv netns isp1 address 0a:00:00:00:03:01 type veth peer name i1 netns srv address 0a:00:00:00:03:02
ip link add srv netns isp2 address 0a:00:00:00:04:01 type veth peer name i2 netns srv address 0a:00:00:00:04:02
ip -n h addr add 10.1.0.2/24 dev up1; ip -n isp1 addr add 10.1.0.1/24 dev hh
ip -n h addr add 10.2.0.2/24 dev up2; ip -n isp2 addr add 10.2.0.1/24 dev hh
ip -n isp1 addr add 10.3.0.1/24 dev srv; ip -n srv addr add 10.3.0.2/24 dev i1
ip -n isp2 addr add 10.4.0.1/24 dev srv; ip -n srv addr add 10.4.0.2/24 dev i2
for l in h.up1 isp1.hh h.up2 isp2.hh isp1.srv srv.i1 isp2.srv srv.i2; do ip -n ${l%.*} link set ${l#*.} up; done
ip -n srv addr add 10.9.0.1/32 dev lo
for n in isp1 isp2; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
ip -n isp1 route add 10.9.0.1 via 10.3.0.2; ip -n isp2 route add 10.9.0.1 via 10.4.0.2
ip -n srv route add 10.1.0.0/24 via 10.3.0.1; ip -n srv route add 10.2.0.0/24 via 10.4.0.1
ip -n h route add default via 10.1.0.1
sleep 3
# one table: the answer to the second address leaves by the first uplink
ip netns exec h ping -c 1 10.9.0.1
ip netns exec h ping -c 1 -W 1 -I 10.2.0.2 10.9.0.1
ip -n h route get 10.9.0.1 from 10.2.0.2
ip netns exec isp1 sysctl -w net.ipv4.conf.hh.rp_filter=1
ip netns exec isp1 nstat -n
ip netns exec h ping -c 2 -i 0.2 -W 1 -I 10.2.0.2 10.9.0.1
ip netns exec isp1 nstat | grep -v '^#\|6'
# a table for each uplink
echo '101 isp1' >> /etc/iproute2/rt_tables
echo '102 isp2' >> /etc/iproute2/rt_tables
ip -n h route add default via 10.1.0.1 table isp1
ip -n h route add default via 10.2.0.1 table isp2
ip -n h route add 10.2.0.0/24 dev up2 src 10.2.0.2 table 102
ip -n h rule add from 10.1.0.2 table isp1 priority 100
ip -n h rule add from 10.2.0.2 lookup isp2 pref 101
ip -n h rule
ip -n h rule show table isp2
ip -n h rule list from 10.1.0.2
ip -n h route show table isp2
ip -n h route show table all | grep -v -E 'local|broadcast|fe80|ff00|::'
ip -n h route get 10.9.0.1
ip -n h route get 10.9.0.1 from 10.1.0.2
ip -n h route get 10.9.0.1 from 10.2.0.2
ip -n h -j rule
ip -n h -d rule
ip netns exec h ping -c 1 -I 10.2.0.2 10.9.0.1
ip netns exec h traceroute -n -q 1 -s 10.2.0.2 10.9.0.1
ip netns exec h traceroute -n -q 1 -s 10.1.0.2 10.9.0.1
ip netns exec h ping -c 1 -I up2 10.9.0.1
ip netns exec h ping -c 1 -W 1 -I up2 10.2.0.1
# marks
ip -n h rule add fwmark 2 table isp2 pref 90
ip -n h rule add fwmark 0x10/0xf0 lookup isp2 pref 91
ip -n h rule
ip -n h route get 10.9.0.1 mark 2
ip -n h route get 10.9.0.1 mark 0x1f
ip -n h route get 10.9.0.1 mark 3
ip netns exec h ping -c 1 -m 2 10.9.0.1
ip netns exec h ping -c 1 -m 0x12 -q 10.9.0.1
# a traceroute uses up the errors that 10.9.0.1 may send: one a second comes back
sleep 1.2
ip netns exec h traceroute -n -q 1 --fwmark=2 10.9.0.1
# protocol and ports, tos, users, devices
ip -n h rule add ipproto tcp dport 80 table isp2 pref 80
ip -n h rule add ipproto udp sport 5000-5010 table isp2 pref 81
ip -n h rule add tos 0x10 table isp2 pref 82
ip -n h rule add uidrange 1000-2000 lookup isp2 pref 83
ip -n h rule add oif up2 table isp2 pref 84
ip -n h rule add iif lo to 10.9.0.0/24 dport 53 table isp2 pref 85
ip -n h rule add ipproto icmp table isp1 pref 86
ip -n h rule
ip -n h route get 10.9.0.1 ipproto tcp dport 80
ip -n h route get 10.9.0.1 ipproto tcp dport 81
ip -n h route get 10.9.0.1 ipproto udp sport 5005
ip -n h route get 10.9.0.1 ipproto udp sport 5011
ip -n h route get 10.9.0.1 dport 53
ip -n h route get 10.9.0.1 tos 0x10
ip -n h route get 10.9.0.1 tos 0x08
ip -n h route get 10.9.0.1 uid 1500
ip -n h route get 10.9.0.1 oif up2
ip netns exec h ping -c 1 -Q 0x10 -q 10.9.0.1
# a traceroute uses up the errors that 10.9.0.1 may send: one a second comes back
sleep 1.2
ip netns exec h traceroute -n -q 1 -U -p 53 10.9.0.1
ip netns exec h traceroute -n -q 1 -T -p 80 10.9.0.1
ip netns exec h traceroute -n -q 1 -T -p 81 10.9.0.1
ip -n h rule flush
ip -n h rule
ip -n h route get 10.9.0.1
ip -n h rule add lookup main pref 32766
ip -n h route get 10.9.0.1
# main's default only if no other table knows more
ip -n h rule add lookup main suppress_prefixlength 0 pref 200
ip -n h rule add lookup isp2 pref 201
ip -n h route get 10.9.0.1
ip -n h route get 10.1.0.1
ip -n h rule add to 10.9.0.0/24 prohibit pref 10
ip netns exec h ping -c 1 10.9.0.1
ip -n h rule del pref 10
ip -n h rule add to 10.9.0.0/24 blackhole pref 10
ip netns exec h ping -c 1 10.9.0.1
ip -n h rule del pref 10
ip -n h rule add to 10.9.0.0/24 unreachable pref 10
ip netns exec h ping -c 1 10.9.0.1
ip -n h rule del pref 10
ip -n h rule add not to 10.9.0.0/24 goto 300 pref 10
ip -n h rule add nop pref 300
ip -n h rule
ip -n h route get 10.8.0.1
ip -n h route get 10.9.0.1
