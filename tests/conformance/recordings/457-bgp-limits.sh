# limits of routes and what happens at them
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
log "r1.log" { warning, error, remote };
protocol device { }
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import limit 2 action warn; import all; export none; passive; error wait time 4, 8; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
log "r2.log" { warning, error, remote };
protocol device { }
protocol static { route 10.1.0.0/16 blackhole; route 10.2.0.0/16 blackhole; route 10.3.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import none; export all; connect delay time 1; error wait time 4, 8; }
X
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 4
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show protocols all r2 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl show route
sed -i 's/action warn/action block/' r1.conf
birdc -s r1.ctl configure
birdc -s r1.ctl restart r2
sleep 4
birdc -s r1.ctl show protocols all r2 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl show route
fresh() {
  for n in r1 r2; do birdc -s $n.ctl down; done
  sleep 1
  for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
  sleep 4
}
sed -i 's/action block/action disable/' r1.conf
fresh
birdc -s r1.ctl show protocols all r2
birdc -s r1.ctl show route
sed -i 's/action disable/action restart/; s/error wait time 4, 8/error wait time 100, 200/' r1.conf
fresh
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show protocols all r2 | tail -6 | sed 's,: *[0-9]*/\([0-9]*\)$,: N/\1,'
birdc -s r1.ctl show route
sed -i 's/import limit 2 action restart/receive limit 2 action block/' r1.conf
fresh
birdc -s r1.ctl show protocols all r2 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl show route
sed -i 's/export all;/export limit 1 action block; export all;/' r2.conf
sed -i 's/receive limit 2 action block; //' r1.conf
fresh
birdc -s r2.ctl show protocols all r1 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl show route
sed 's/^[^<]*//' r1.log
