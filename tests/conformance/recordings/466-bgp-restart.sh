# a neighbour that restarts gracefully, one that does not come back in time, and one that is only aware
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
log "r1.log" { info, remote, warning, error, trace };
debug protocols { states, events };
protocol device { }
protocol kernel { export all; }
protocol static { route 10.1.0.0/16 blackhole; }
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import all; export all; graceful restart on; passive; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
protocol device { }
protocol static { route 10.2.0.0/16 blackhole; route 10.3.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import all; export all; graceful restart on; graceful restart time 12; connect delay time 1; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
ip netns exec r2 bird -c r2.conf -s r2.ctl -P r2.pid
sleep 4
birdc -s r1.ctl show protocols all r2 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl show route
kill -9 $(cat r2.pid)
sleep 1
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show protocols all r2 | sed 's,timer: *[0-9]*/,timer: N/,'
birdc -s r1.ctl show route
ip -n r1 route
# back in time, with one network less
sed -i 's/ route 10.3.0.0.16 blackhole;//' r2.conf
ip netns exec r2 bird -c r2.conf -s r2.ctl -P r2.pid
sleep 4
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show route
ip -n r1 route
# not back in time
kill -9 $(cat r2.pid)
sleep 1
birdc -s r1.ctl show route
sleep 14
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show route
ip -n r1 route
# only aware: the routes go at once
sed -i 's/graceful restart on; graceful restart time 12;//' r2.conf
ip netns exec r2 bird -c r2.conf -s r2.ctl -P r2.pid
sleep 4
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show route
kill -9 $(cat r2.pid)
sleep 1
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show route
sed 's/^[^<]*//;s/port [0-9]*/port P/' r1.log
