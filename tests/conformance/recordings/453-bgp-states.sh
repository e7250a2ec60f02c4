# what each state and each failure of a session is called
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
protocol device { }
protocol static { route 10.1.0.0/16 blackhole; }
protocol bgp r2 { description "the other"; local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; export all; connect delay time 4; }
protocol bgp far { local as 65001; neighbor 10.9.9.9 as 65003; multihop; connect delay time 4; }
protocol bgp near { local as 65001; neighbor 10.8.8.8 as 65003; }
protocol bgp pas { local as 65001; neighbor 192.168.12.77 as 65003; passive; import limit 5; }
protocol bgp inner { local as 65001; neighbor 192.168.12.78 as 65001; connect delay time 60; }
protocol bgp dis { local as 65001; neighbor 192.168.12.79 as 65001; disabled; }
protocol bgp own { local as 65001; neighbor 192.168.12.1 as 65004; }
X
sed 's/^/  /' r1.conf | head -3
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 0.5
birdc -s r1.ctl show protocols
birdc -s r1.ctl show protocols all | grep -v -e port -e withdraws -e change | sed 's,: *[0-9]*/\([0-9]*\)$,: N/\1,'
sleep 5
birdc -s r1.ctl show protocols
birdc -s r1.ctl show protocols all r2 | tail -6 | sed 's,: *[0-9]*/\([0-9]*\)$,: N/\1,'
# the other router means another AS
cat > r2.conf <<'X'
router id 2.2.2.2;
protocol device { }
protocol bgp r1 { local 192.168.12.2 as 65009; neighbor 192.168.12.1 as 65001; passive; }
X
ip netns exec r2 bird -c r2.conf -s r2.ctl
sleep 5
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
birdc -s r1.ctl show protocols all r2 | tail -6 | sed 's,: *[0-9]*/\([0-9]*\)$,: N/\1,'
birdc -s r2.ctl show protocols all r1 | tail -6 | sed 's,: *[0-9]*/\([0-9]*\)$,: N/\1,'
sed -i 's/65009/65002/' r2.conf
birdc -s r2.ctl configure
birdc -s r1.ctl restart r2
sleep 5
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
# one identifier for two in one AS
cat > r2.conf <<'X'
router id 1.1.1.1;
protocol device { }
protocol bgp r1 { local 192.168.12.2 as 65001; neighbor 192.168.12.1 as 65001; passive; direct; }
X
cat > r1.conf <<'X'
router id 1.1.1.1;
protocol device { }
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65001; connect delay time 1; direct; }
X
birdc -s r2.ctl down
sleep 1
ip netns exec r2 bird -c r2.conf -s r2.ctl
birdc -s r1.ctl configure
sleep 4
birdc -s r1.ctl show protocols
birdc -s r2.ctl show protocols
