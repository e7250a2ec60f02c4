# in which order protocols are made, started, restarted and listed; what the log of states and events says
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
for i in 1 3 4 5; do ip -n r1 addr add 10.0.0.1$i/24 dev eth0; ip -n r2 addr add 10.0.0.2$i/24 dev eth0; done
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up
cat > r1.conf <<'X'
log "r1.log" all;
debug protocols { states };
router id 1.1.1.1;
protocol device { scan time 2; }
protocol static { route 10.1.0.0/16 blackhole; }
template bgp t { connect delay time 1; error wait time 3, 60; import all; export all; }
protocol bgp p1 from t { local 10.0.0.11 as 65001; neighbor 10.0.0.21 as 65002; }
protocol bgp p3 from t { local 10.0.0.13 as 65001; neighbor 10.0.0.23 as 65001; }
protocol bgp p4 from t { local 10.0.0.14 as 65001; neighbor 10.0.0.24 as 65002; }
X
cat > r2.conf <<'X'
log "r2.log" all;
debug protocols { states, events, interfaces };
router id 2.2.2.2;
protocol device { scan time 20; }
protocol direct { interface "eth0"; }
protocol kernel { export all; scan time 20; }
protocol static { route 10.2.0.0/16 blackhole; route 10.3.0.0/16 via 10.0.0.99; }
template bgp t { import all; export all; passive; }
protocol bgp p1 from t { local 10.0.0.21 as 65002; neighbor 10.0.0.11 as 65001; }
protocol bgp p3 from t { local 10.0.0.23 as 65001; neighbor 10.0.0.13 as 65001; }
protocol bgp p4 from t { local 10.0.0.24 as 65002; neighbor 10.0.0.14 as 65001; }
protocol bgp p5 from t { local 10.0.0.25 as 65002; neighbor 10.0.0.15 as 65001; }
protocol bgp p6 from t { disabled; local 10.0.0.25 as 65002; neighbor 10.0.0.16 as 65001; }
protocol bgp p7 from t { local 10.0.0.25 as 65002; neighbor 10.0.1.16 as 65001; }
X
C() { sed -E 's/^[^<]*//' $1 | grep -v -E 'Incoming|established|Received|Connection|Connect '; > $1; }
ip netns exec r2 bird -c r2.conf -s r2.ctl
sleep 1
C r2.log
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 3
birdc -s r2.ctl show protocols
C r2.log | sort
C r1.log | head -22
sed -i 's/id 2.2.2.2/id 3.3.3.3/' r2.conf
birdc -s r2.ctl configure
sleep 1
birdc -s r2.ctl show protocols
C r2.log | grep -v -E 'up$|feed$|Connected'
sleep 4
birdc -s r1.ctl 'disable "p*"'
sleep 1
C r2.log | sort
birdc -s r2.ctl 'restart "p*"'
sleep 1
C r2.log
birdc -s r2.ctl show protocols
birdc -s r2.ctl 'disable all'
sleep 1
C r2.log
birdc -s r2.ctl show protocols
birdc -s r2.ctl 'enable all'
sleep 1
C r2.log
birdc -s r2.ctl show protocols
sed -i '/bgp p3/d; s/protocol bgp p4/protocol bgp q4/; /protocol direct/d; s/protocol static/protocol static named/' r2.conf
birdc -s r2.ctl configure
sleep 1
C r2.log
birdc -s r2.ctl show protocols
birdc -s r2.ctl configure undo
sleep 1
C r2.log
birdc -s r2.ctl show protocols
birdc -s r2.ctl down
sleep 1
C r2.log
