# links, addresses and silence: check link, a bridge between, hold timers, the error column of both ends, flaps, graceful ends
for n in r1 r2 sw; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip -n sw link add br0 type bridge; ip -n sw link set br0 up
for i in 1 2; do
  ip link add eth0 netns r$i type veth peer name p$i netns sw
  ip link add eth1 netns r$i type veth peer name q$i netns sw
  ip -n sw link set p$i master br0 up
  ip -n sw link set q$i master br0 up
  ip -n r$i addr add 10.0.1.$i/24 dev eth0
  ip -n r$i addr add 10.0.2.$i/24 dev eth1
  ip -n r$i link set eth0 up; ip -n r$i link set eth1 up
done
cat > r1.conf <<'X'
log "r1.log" { info, warning, error, remote, trace };
debug protocols { states };
router id 1.1.1.1;
protocol device { scan time 2; }
protocol direct { interface "eth*"; check link; }
protocol kernel { export all; scan time 2; }
protocol static { check link; route 10.1.0.0/16 blackhole; route 10.11.0.0/16 via 10.0.2.2; route 10.12.0.0/16 via "eth1"; }
template bgp t { import all; export where source = RTS_STATIC; hold time 6; connect delay time 1; error wait time 2, 4; }
protocol bgp a from t { local 10.0.1.1 as 65001; neighbor 10.0.1.2 as 65002; check link; }
protocol bgp b from t { local 10.0.2.1 as 65001; neighbor 10.0.2.2 as 65002; keepalive time 1; }
X
cat > r2.conf <<'X'
log "r2.log" { info, warning, error, remote, trace };
debug protocols { states };
router id 2.2.2.2;
protocol device { scan time 2; }
protocol kernel { export all; scan time 2; merge paths limit 4; }
protocol static { route 10.2.0.0/16 blackhole; }
template bgp t { import all; export where source = RTS_STATIC; passive; error wait time 2, 4; }
protocol bgp a from t { local 10.0.1.2 as 65002; neighbor 10.0.1.1 as 65001; }
protocol bgp b from t { local 10.0.2.2 as 65002; neighbor 10.0.2.1 as 65001; }
X
A() { birdc -s r1.ctl "$@"; }
B() { birdc -s r2.ctl "$@"; }
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 5
A show protocols
A show route
B show route
B show route all 10.1.0.0/16
ip -n r2 route
A show interfaces
A show neighbors
# the switch's port of r1 loses carrier
ip -n sw link set p1 down
sleep 2
A show protocols
A show route
A show interfaces
ip -n r1 route
sleep 9
B show protocols
B show route
ip -n r2 route
ip -n sw link set p1 up
sleep 4
A show protocols
sleep 4
B show protocols
A show route
# the second: its route to the neighbour is behind a link without carrier
ip -n sw link set q1 down
sleep 1.5
A show route
A show static
A show protocols b
ip -n r1 route
sleep 7
A show protocols b
B show protocols b
ip -n sw link set q1 up
sleep 8
A show protocols
A show route
# an address taken away and put back
ip -n r1 addr del 10.0.1.1/24 dev eth0
sleep 1
A show protocols a
A show interfaces
sleep 8
B show protocols a
ip -n r1 addr add 10.0.1.1/24 dev eth0
sleep 5
A show protocols a
B show protocols a
# the interface is renamed, then deleted
ip -n r1 link set eth0 down
ip -n r1 link set eth0 name wan0
ip -n r1 link set wan0 up
sleep 5
A show interfaces summary
A show protocols
A show route
ip -n r1 link del wan0
sleep 9
A show interfaces summary
A show protocols
A show route
# the daemon is killed
kill -9 $(pgrep -f 'bird -c r1.conf')
sleep 5
B show protocols
A show protocols
ip -n r1 route
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 4
A show protocols
B show protocols
A show route
grep -E ' b: ' r2.log | sed 's/^[^<]*//'
