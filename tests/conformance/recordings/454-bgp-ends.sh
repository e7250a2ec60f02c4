# how a session ends: disabled with a reason, restarted, the interface down, the peer gone silent, the daemon stopped
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
protocol device { scan time 2; }
protocol static { route 10.1.0.0/16 blackhole; }
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import all; export all; connect delay time 1; hold time 6; error wait time 3, 6; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
protocol device { scan time 2; }
protocol static { route 10.2.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import all; export all; passive; error wait time 3, 6; }
X
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 5
birdc -s r1.ctl show protocols
birdc -s r2.ctl show protocols
birdc -s r1.ctl 'disable r2 "maintenance until noon"'
sleep 1
birdc -s r1.ctl show protocols all r2
birdc -s r2.ctl show protocols all r1
birdc -s r2.ctl show route
birdc -s r1.ctl enable r2
sleep 4
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
birdc -s r1.ctl restart r2
sleep 0.3
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
sleep 4
birdc -s r2.ctl show protocols all r1 | head -7
# the interface goes down on one side
ip -n r1 link set eth0 down
sleep 1
birdc -s r1.ctl show protocols
birdc -s r1.ctl show route
birdc -s r2.ctl show protocols
birdc -s r2.ctl show route
sleep 8
birdc -s r2.ctl show protocols
birdc -s r2.ctl show route
ip -n r1 link set eth0 up
sleep 8
birdc -s r1.ctl show protocols
birdc -s r2.ctl show protocols
# a black hole between them
ip -n r1 route add blackhole 192.168.12.2
sleep 10
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
ip -n r1 route del blackhole 192.168.12.2
sleep 12
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
# one daemon stops, the other is told
birdc -s r2.ctl down
sleep 1
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
