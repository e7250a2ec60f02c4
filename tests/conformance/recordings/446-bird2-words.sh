#!/bin/bash
# oracle: packages bird2:/opt/bird2
# BIRD 2.0.12: words of birdc, configurations that it refuses, filters, reconfiguration
b() { /opt/bird2/usr/sbin/birdc -s /root/b.ctl "$@" > /root/out; rc=$?; sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/[0-9-]{10} TIME/DATE/' /root/out; return $rc; }
ip link add e0 type veth peer name e1
ip addr add 192.168.16.1/24 dev e0
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip link set e0 up
ip link set e1 up
t() { cat > t.conf; /opt/bird2/usr/sbin/bird -p -c t.conf; echo "exit $?"; }
t <<X
X
t <<X
protocol device { }
X
t <<X
protocol static { route 10.0.0.0/8 blackhole; }
X
t <<X
protocol static { ipv4; route 10.0.0.1/8 blackhole; }
X
t <<X
protocol bgp { local as 1; neighbor 1.1.1.1 as 2; }
X
t <<X
protocol bgp { local as 1; neighbor 1.1.1.1 as 2; ipv4; }
X
t <<X
protocol bgp { local as 1; ipv4 { import all; }; }
X
t <<X
protocol bgp { local as 1; neighbor 1.1.1.1 as 2; ipv4 { import all }; }
X
t <<X
protocol bgp { local as 1; neighbor 1.1.1.1 as 2; import all; ipv4; }
X
t <<X
protocol bgp x { local as 1; neighbor 1.1.1.1 as 1; rr client; ipv4 { next hop self; import limit 10 action block; }; }
X
t <<X
protocol kernel { export all; }
X
t <<X
protocol kernel { ipv4 { export all; }; }
protocol kernel { ipv4 { export all; }; }
X
t <<X
ipv4 table t;
ipv4 table t;
X
t <<X
table t;
X
t <<X
filter f { if net ~ [ 10.0.0.0/8{24,8} ] then accept; }
protocol device { }
X
t <<X
filter f { accept "x"; }
protocol device { }
X
t <<X
filter f { foo = 1; }
X
t <<X
function f(int a) { return a; }
filter g { if f(1) then accept; }
X
t <<X
router id 300;
X
t <<X
router id 1.1.1.1;
router id from "e*";
X
cat > b.conf <<'X'
log "/root/b.log" { info, warning, error, remote, trace };
debug protocols { states };
router id 10.0.0.1;
ipv4 table t0;
define NUM = 7;
function twice(int a) { return a * 2; }
filter fkeep { if net.len > 16 then reject; bgp_community.add((1,2)); accept; }
protocol device { scan time 20; }
protocol direct { ipv4; interface "e*"; }
protocol kernel { ipv4 { export all; }; learn; scan time 20; }
protocol static st { ipv4 { import filter fkeep; }; route 10.1.0.0/16 blackhole; route 10.2.0.0/16 via 192.168.16.9; route 10.3.1.0/24 unreachable; }
protocol static st2 { ipv4 { table t0; }; route 10.9.0.0/16 prohibit; }
protocol pipe p { table master4; peer table t0; import all; export none; }
protocol bgp b1 { local as 65001; neighbor 192.168.16.9 as 65002; ipv4 { import all; export all; }; }
X
/opt/bird2/usr/sbin/bird -p -c b.conf
/opt/bird2/usr/sbin/bird -c b.conf -s b.ctl
sleep 2
b s
b s p
b s pr a
b s r
b sh ro a
b s r t t0
b s i
b s m
b s q
b conf c
b c
b d
b e st
b foo
b show foo
b show protocols all st st2
b show protocols '"s*"'
b show protocols b1
b show route all primary
b show route primary
b show route count
b show route table t0 count
b show route protocol st
b show route protocol st all
b show route protocol nosuch
b show route table nosuch
b show route export b1
b show route export kernel1
b show route export p
b show route noexport b1
b show route filtered
b show route for 10.1.2.3
b show route for 10.1.2.0/24
b show route in 10.0.0.0/8
b show route where net.len = 16
b show route where bgp_community '~ [(1,*)]' count
b show route filter fkeep
b show route filter '{ accept; }' 10.1.0.0/16
b show route 10.1.0.1/16
b show route 10.7.0.0/16
b show route 10.1.0.0/16 all
b show static st2
b show static
b show interfaces summary
b eval NUM + 1
b eval 'twice(4)'
b eval '10.0.0.0/8 ~ [10.0.0.0/8+]'
b eval '"a"'
b eval '[= 1 * 2 =]'
b eval '(1,2)'
b eval 1/0
b eval foo
b disable st
b disable st
b show protocols st
b show route
b enable st
b enable st
b restart st
b reload st
b reload b1
b reload in b1
b reload all
b disable nosuch
b disable '"x*"'
b enable '"st*"'
sleep 1
b show route
ip route
b configure
b configure check
b configure soft
b configure undo
b configure undo
b configure timeout 5
b configure confirm
b configure confirm
sed -i 's/route 10.3.1.0.24 unreachable;/route 10.4.0.0\/16 prohibit;/' b.conf
b configure
sleep 1
b show route protocol st
ip route
sed -i 's/protocol static st2/protocol static st3/' b.conf
b configure
sleep 1
b show protocols
echo 'foo' >> b.conf
b configure
b configure check
sed -i '$d' b.conf
b configure '"/root/none.conf"'
b debug st all
b debug all off
b debug nosuch all
b echo all
b restrict
b -r disable st
b -v show route count
b -v disable st
b graceful restart
b show bfd sessions
b show ospf
b show rip neighbors
b show babel interfaces
b help
b '?'
b 'show ?'
b down
sleep 1
b show status
sed -E 's/^[^<]*//' b.log
ip route
