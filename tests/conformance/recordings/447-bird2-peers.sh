#!/bin/bash
# oracle: packages bird2:/opt/bird2
# BIRD 2.0.12 and 1.6.8 as peers: attributes, reflection, next hops, limits, what each says of the other, how sessions end
for n in r1 r2 r3; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.disable_ipv6=1; done
ip link add e12 netns r1 type veth peer name e21 netns r2
ip link add e23 netns r2 type veth peer name e32 netns r3
ip -n r1 addr add 10.0.12.1/24 dev e12
ip -n r2 addr add 10.0.12.2/24 dev e21
ip -n r2 addr add 10.0.23.2/24 dev e23
ip -n r3 addr add 10.0.23.3/24 dev e32
for l in "r1 e12" "r2 e21" "r2 e23" "r3 e32"; do set -- $l; ip -n $1 link set $2 up; done
cat > r1.conf <<'X'
log "/root/r1.log" { info, warning, error, remote };
router id 1.1.1.1;
protocol device { scan time 2; }
protocol kernel { export all; }
protocol static { route 10.1.0.0/16 blackhole; route 10.1.1.0/24 via 10.0.12.9; route 10.1.2.0/24 unreachable; route 10.1.3.0/24 prohibit; }
protocol bgp r2 { local as 65001; neighbor 10.0.12.2 as 65002; import all; passive; export filter { if net.len = 24 then { bgp_med = 7; bgp_community.add((65001,24)); bgp_large_community.add((65001,1,2)); bgp_ext_community.add((rt,65001,9)); bgp_path.prepend(65001); } accept; }; }
X
cat > r2.conf <<'X'
log "/root/r2.log" { info, warning, error, remote };
router id 2.2.2.2;
protocol device { scan time 2; }
protocol direct { ipv4; interface "e*"; }
protocol kernel { ipv4 { export where source != RTS_DEVICE; }; }
protocol static { ipv4; route 10.2.0.0/16 blackhole; }
protocol bgp r1 { local 10.0.12.2 as 65002; neighbor 10.0.12.1 as 65001; connect delay time 1; ipv4 { import filter { if (65001,24) ~ bgp_community then bgp_local_pref = 200; accept; }; export where source ~ [ RTS_STATIC, RTS_BGP ]; import limit 10 action warn; }; }
protocol bgp r3 { local 10.0.23.2 as 65002; neighbor 10.0.23.3 as 65002; passive; rr client; ipv4 { import all; export where source = RTS_BGP || source = RTS_STATIC; next hop self; }; }
X
cat > r3.conf <<'X'
log "/root/r3.log" { info, warning, error, remote };
router id 3.3.3.3;
protocol device { scan time 2; }
protocol kernel { export all; }
protocol static { route 10.3.0.0/16 blackhole; }
protocol bgp r2 { local as 65002; neighbor 10.0.23.2 as 65002; import all; export all; connect delay time 1; }
X
s() { sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/[0-9-]{10} TIME/DATE/; s,: +[0-9.]+/([0-9.]+)$,: N/\1,'; }
b1() { birdc -s /root/r1.ctl "$@" | s; }
b2() { /opt/bird2/usr/sbin/birdc -s /root/r2.ctl "$@" | s; }
b3() { birdc -s /root/r3.ctl "$@" | s; }
ip netns exec r2 /opt/bird2/usr/sbin/bird -c r2.conf -s r2.ctl
ip netns exec r1 bird -c r1.conf -s r1.ctl
ip netns exec r3 bird -c r3.conf -s r3.ctl
sleep 6
b1 show protocols
b2 show protocols
b3 show protocols
b1 show route
b2 show route
b3 show route
b2 show route all protocol r1
b3 show route all protocol r2
b1 show route all protocol r2
b2 show route export r1
b2 show route export r3
b2 show route noexport r3
b2 show route preexport r1
b2 show route where bgp_path.len = 3
b2 show route where 'bgp_med = 7' count
b2 show route where '(rt,65001,9) ~ bgp_ext_community'
b2 show protocols all r1
b2 show protocols all r3
b1 show protocols all r2
for n in r1 r2 r3; do ip -n $n route; done
b2 reload in r1
b2 reload out r3
sleep 1
b2 show protocols r1
b2 'disable r1 "for a while"'
sleep 1
b2 show protocols r1
b1 show protocols r2
b1 show protocols all r2
b3 show route
b2 enable r1
sleep 4
b2 show protocols r1
b1 restart r2
sleep 0.3
b1 show protocols r2
sleep 5
b2 show protocols r1
sed -i 's/as 65001; connect/as 65009; connect/' r2.conf
b2 configure
sleep 4
b2 show protocols all r1
b1 show protocols r2
sed -i 's/as 65009; connect/as 65001; connect/; s/limit 10 action warn/limit 2 action block/' r2.conf
b2 configure
sleep 4
b2 show protocols all r1
b2 show route
ip -n r2 link set e21 down
sleep 2
b2 show protocols
b2 show route
b2 show interfaces
ip -n r2 route
ip -n r2 link set e21 up
sleep 5
b2 show protocols r1
b3 down
sleep 1
b2 show protocols all r3
b2 show route
sed 's/^[^<]*//' r2.log
