# a new configuration: filters and limits take effect in the running session, other options end it
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
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import all; export all; connect delay time 1; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
protocol device { }
protocol static { route 10.2.0.0/16 blackhole; route 10.2.1.0/24 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import all; export all; passive; }
X
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 4
birdc -s r1.ctl show route
birdc -s r2.ctl show route
# the import filter
sed -i 's/import all;/import where net.len = 24;/' r1.conf
birdc -s r1.ctl configure
sleep 1
birdc -s r1.ctl show route
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show protocols all r2 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
# the export filter, softly: what was sent stays
sed -i 's/export all;/export where net.len = 16;/' r1.conf
birdc -s r1.ctl configure soft
sleep 1
birdc -s r2.ctl show route
birdc -s r1.ctl reload out r2
sleep 1
birdc -s r2.ctl show route
# another preference
sed -i 's/connect delay/preference 170; connect delay/' r1.conf
birdc -s r1.ctl configure
sleep 1
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show route
# the hold time ends the session
sed -i 's/connect delay/hold time 30; connect delay/' r1.conf
birdc -s r1.ctl configure
sleep 0.3
birdc -s r2.ctl show protocols r1
sleep 4
birdc -s r1.ctl show protocols all r2 | tail -9 | sed 's,: *[0-9]*/\([0-9]*\)$,: N/\1,'
birdc -s r1.ctl configure undo
sleep 4
birdc -s r1.ctl show protocols r2
# the session is taken out, and put in again under another name
grep -v 'protocol bgp' r1.conf > r1.new
birdc -s r1.ctl 'configure "r1.new"'
sleep 1
birdc -s r1.ctl show protocols
birdc -s r2.ctl show protocols r1
birdc -s r2.ctl show route
sed -i 's/protocol bgp r2/protocol bgp other/' r1.conf
birdc -s r1.ctl configure check
birdc -s r1.ctl configure
sleep 4
birdc -s r1.ctl show protocols
birdc -s r2.ctl show protocols r1
sed 's/^[^<]*//' r1.log
