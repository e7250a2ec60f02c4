# one AS of three routers, one outside: next hops with and without next hop self, recursive routes, multihop over loopbacks
for n in r0 r1 r2 r3; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r0 type veth peer name eth0 netns r1
ip link add eth1 netns r1 type veth peer name eth1 netns r2
ip link add eth2 netns r2 type veth peer name eth2 netns r3
ip -n r0 addr add 10.0.1.10/24 dev eth0
ip -n r1 addr add 10.0.1.1/24 dev eth0
ip -n r1 addr add 10.0.12.1/24 dev eth1
ip -n r2 addr add 10.0.12.2/24 dev eth1
ip -n r2 addr add 10.0.23.2/24 dev eth2
ip -n r3 addr add 10.0.23.3/24 dev eth2
for i in 1 2 3; do ip -n r$i addr add 10.255.0.$i/32 dev lo; done
for l in "r0 eth0" "r1 eth0" "r1 eth1" "r2 eth1" "r2 eth2" "r3 eth2"; do set -- $l; ip -n $1 link set $2 up; done
ip -n r1 route add 10.255.0.2/32 via 10.0.12.2
ip -n r1 route add 10.255.0.3/32 via 10.0.12.2
ip -n r2 route add 10.255.0.1/32 via 10.0.12.1
ip -n r2 route add 10.255.0.3/32 via 10.0.23.3
ip -n r3 route add 10.255.0.1/32 via 10.0.23.2
ip -n r3 route add 10.255.0.2/32 via 10.0.23.2
ip netns exec r2 sysctl -qw net.ipv4.ip_forward=1
cat > r0.conf <<'X'
router id 10.0.1.10;
protocol device { }
protocol static { route 10.100.0.0/16 blackhole; route 10.101.0.0/16 blackhole; }
protocol bgp r1 { local as 65000; neighbor 10.0.1.1 as 65001; import all; export all; passive; }
X
cat > r1.conf <<'X'
router id 10.255.0.1;
protocol device { }
protocol direct { }
protocol kernel { learn; export all; scan time 5; }
protocol bgp r0 { local as 65001; neighbor 10.0.1.10 as 65000; import filter { bgp_local_pref = 200; accept; }; export all; connect delay time 1; }
protocol bgp r2 { local 10.255.0.1 as 65001; neighbor 10.255.0.2 as 65001; import all; export where source = RTS_BGP; passive; }
protocol bgp r3 { local 10.255.0.1 as 65001; neighbor 10.255.0.3 as 65001; import all; export where source = RTS_BGP; next hop self; passive; }
X
cat > r2.conf <<'X'
router id 10.255.0.2;
protocol device { }
protocol direct { }
protocol kernel { learn; export all; scan time 5; }
protocol static { route 10.200.0.0/16 blackhole; }
protocol bgp r1 { local 10.255.0.2 as 65001; neighbor 10.255.0.1 as 65001; import all; export where source = RTS_STATIC; connect delay time 1; }
X
cat > r3.conf <<'X'
router id 10.255.0.3;
protocol device { }
protocol direct { }
protocol kernel { learn; export all; scan time 5; }
protocol bgp r1 { local 10.255.0.3 as 65001; neighbor 10.255.0.1 as 65001; import all; export none; connect delay time 1; }
X
for n in r0 r1 r2 r3; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 9
birdc -s r1.ctl show protocols
birdc -s r1.ctl show route
birdc -s r2.ctl show route
birdc -s r2.ctl show route 10.100.0.0/16 all
birdc -s r3.ctl show route
birdc -s r3.ctl show route 10.100.0.0/16 all
ip -n r1 route
ip -n r2 route
ip -n r3 route
birdc -s r2.ctl show protocols all r1 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
# the way to the next hop appears and goes
ip -n r2 route add 10.0.1.0/24 via 10.0.12.1
sleep 6
birdc -s r2.ctl show route for 10.100.0.0/16
ip -n r2 route show proto bird
ip -n r2 route del 10.0.1.0/24
sleep 6
birdc -s r2.ctl show route for 10.100.0.0/16
ip -n r2 route show proto bird
ip netns exec r3 ping -c 1 -W 1 10.0.12.1 | head -2
