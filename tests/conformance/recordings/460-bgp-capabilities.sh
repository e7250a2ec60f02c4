# an old speaker: no capabilities, AS numbers of two octets, no route refresh
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
log "r1.log" { warning, error, remote, info };
protocol device { }
protocol static { route 10.1.0.0/16 blackhole; route 10.1.1.0/24 blackhole; }
filter long { if net.len = 24 then { bgp_path.prepend(4200000002); bgp_path.prepend(4200000001); } accept; }
protocol bgp r2 { local 192.168.12.1 as 4200000001; neighbor 192.168.12.2 as 65002; import all; export filter long; connect delay time 1; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
log "r2.log" { warning, error, remote, info };
protocol device { }
protocol static { route 10.2.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 23456; import all; export all; passive; enable as4 off; }
X
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 4
for n in r1 r2; do birdc -s $n.ctl show protocols; done
birdc -s r1.ctl show protocols all r2 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r2.ctl show protocols all r1 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r2.ctl show route all
birdc -s r1.ctl show route all protocol r2
restart() { for n in r1 r2; do birdc -s $n.ctl down; done; sleep 1; for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done; sleep 4; }
# no capabilities at all
sed -i 's/4200000001;/65001;/; s/as 4200000001/as 65001/' r1.conf
sed -i 's/as 23456/as 65001/; s/enable as4 off/capabilities off/' r2.conf
restart
birdc -s r1.ctl show protocols all r2 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r2.ctl show protocols all r1 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl reload in r2
birdc -s r2.ctl show route
# route refresh off
sed -i 's/capabilities off/enable route refresh off/' r2.conf
restart
birdc -s r1.ctl show protocols all r2 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl reload in r2
birdc -s r1.ctl reload r2
birdc -s r2.ctl reload in r1
sleep 1
birdc -s r1.ctl show protocols all r2 | grep -i -e import -e export -e routes
# graceful restart off, extended messages on
sed -i 's/enable route refresh off/graceful restart no; enable extended messages/' r2.conf
sed -i 's/connect delay/graceful restart; enable extended messages; connect delay/' r1.conf
restart
birdc -s r1.ctl show protocols all r2 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r2.ctl show protocols all r1 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
sed 's/^[^<]*//' r1.log
sed 's/^[^<]*//' r2.log
