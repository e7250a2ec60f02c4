# three routers in three ASes: communities of all kinds, prepending, origin, MED, local preference, and what is handed on
for n in r1 r2 r3; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip link add eth1 netns r2 type veth peer name eth1 netns r3
ip -n r1 addr add 10.0.12.1/24 dev eth0
ip -n r2 addr add 10.0.12.2/24 dev eth0
ip -n r2 addr add 10.0.23.2/24 dev eth1
ip -n r3 addr add 10.0.23.3/24 dev eth1
for l in "r1 eth0" "r2 eth0" "r2 eth1" "r3 eth1"; do set -- $l; ip -n $1 link set $2 up; done
cat > r1.conf <<'X'
router id 1.1.1.1;
protocol device { }
protocol static {
  route 10.1.0.0/16 blackhole;
  route 10.1.1.0/24 blackhole;
  route 10.1.2.0/24 blackhole;
  route 10.1.3.0/24 blackhole;
  route 10.1.4.0/24 blackhole;
  route 10.1.5.0/24 blackhole;
  route 10.1.6.0/24 via 10.0.12.9;
}
filter fout {
  if net = 10.1.1.0/24 then { bgp_community.add((65001,200)); bgp_community.add((65001,100)); }
  if net = 10.1.2.0/24 then { bgp_large_community.add((65001,1,2)); bgp_ext_community.add((rt,65001,7)); bgp_ext_community.add((ro,10.0.0.1,8)); }
  if net = 10.1.3.0/24 then { bgp_path.prepend(65001); bgp_path.prepend(4200000001); bgp_origin = ORIGIN_INCOMPLETE; bgp_med = 77; }
  if net = 10.1.4.0/24 then { bgp_community.add((65535,65281)); }
  if net = 10.1.5.0/24 then { bgp_community.add((65535,65282)); bgp_local_pref = 500; }
  accept;
}
protocol bgp r2 { local as 65001; neighbor 10.0.12.2 as 65002; import all; export filter fout; passive; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
protocol device { }
filter fin { if net ~ [ 10.1.1.0/24, 10.1.3.0/24 ] then bgp_local_pref = 150; accept; }
filter fout { bgp_community.add((65002,1)); accept; }
protocol bgp r1 { local as 65002; neighbor 10.0.12.1 as 65001; import filter fin; export all; connect delay time 1; }
protocol bgp r3 { local as 65002; neighbor 10.0.23.3 as 65003; import all; export filter fout; passive; }
X
cat > r3.conf <<'X'
router id 3.3.3.3;
protocol device { }
protocol static { route 10.3.0.0/16 blackhole; }
protocol bgp r2 { local as 65003; neighbor 10.0.23.2 as 65002; import all; export all; connect delay time 1; }
X
for n in r1 r2 r3; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 8
for n in r1 r2 r3; do birdc -s $n.ctl show protocols; done
birdc -s r1.ctl show route
birdc -s r2.ctl show route
birdc -s r2.ctl show route all
birdc -s r3.ctl show route
birdc -s r3.ctl show route all
birdc -s r2.ctl show route export r3
birdc -s r2.ctl show route preexport r3
birdc -s r2.ctl show route noexport r3
birdc -s r1.ctl show route export r2
birdc -s r3.ctl 'show route where bgp_path ~ [= * 65001 =]'
birdc -s r3.ctl 'show route where (65001,100) ~ bgp_community'
birdc -s r3.ctl 'show route where bgp_path.len > 2'
birdc -s r2.ctl show protocols all r1 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r2.ctl show protocols all r3 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
