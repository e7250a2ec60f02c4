# every form of birdc's show on two routers with static, direct, learned, piped and BGP routes
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 addr add 10.9.9.9/32 dev lo
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up
ip -n r1 route add 10.50.0.0/16 via 192.168.12.2
ip -n r1 route add 10.51.0.0/16 via 192.168.12.2 proto static metric 5 src 192.168.12.1
ip -n r1 route add blackhole 10.52.0.0/16
cat > r1.conf <<X
router id 1.1.1.1;
table t2;
define A = 5;
function f(int x) { return x + 1; }
filter imp { if net ~ [10.20.0.0/16+] then reject; accept; }
protocol device { scan time 10; }
protocol direct { interface "*"; }
protocol kernel { learn; export all; scan time 20; }
protocol static {
  route 10.1.0.0/16 blackhole;
  route 10.2.0.0/16 unreachable;
  route 10.3.0.0/16 prohibit;
  route 10.4.0.0/16 via 192.168.12.2;
  route 10.5.0.0/16 via "eth0";
  route 10.6.0.0/16 via 192.168.99.1;
  route 10.7.0.0/16 recursive 10.4.0.9;
  route 10.8.0.0/16 multipath via 192.168.12.2 via 192.168.12.3 weight 2;
  route 10.10.0.0/16 via 192.168.12.2 { krt_metric = 7; };
}
protocol static st2 { table t2; description "second one"; preference 180; route 172.16.0.0/12 blackhole; }
protocol pipe p1 { table master; peer table t2; import all; export filter imp; }
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import filter imp; export all; }
protocol bgp dis { disabled; local as 65001; neighbor 192.168.12.3 as 65002; }
template bgp tt { local as 1; }
X
cat > r2.conf <<X
router id 2.2.2.2;
protocol device { }
protocol kernel { export all; }
protocol static { route 10.20.0.0/16 blackhole; route 10.21.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import all; export all; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
ip netns exec r2 bird -c r2.conf -s r2.ctl
sleep 10
b() { birdc -s r1.ctl "$@"; }
b show protocols
b show protocols all | grep -v timer:
b show protocols r2
b show protocols '"s*"'
b show protocols all dis
b show route
b show route all
b show route count
b show route stats
b show route primary
b show route filtered
b show route table t2
b show route table t2 count
b show route all table t2 protocol st2
b show route protocol r2
b show route protocol static1 all
b show route protocol st2
b show route export r2
b show route preexport r2
b show route noexport r2
b show route export kernel1
b show route noexport kernel1
b show route preexport kernel1
b show route export p1
b show route export p1 table t2
b show route noexport p1
b show route export device1
b show route for 10.4.1.1
b show route for 10.4.0.0/20
b show route for 10.21.3.4 all
b show route for 11.0.0.1
b show route 10.4.0.0/16
b show route 10.4.0.0/16 all
b show route 10.44.0.0/16
b show route where net '~' 10.0.0.0/13
b show route where source = RTS_STATIC_DEVICE
b show route where dest = RTD_BLACKHOLE count
b show route where proto = \"kernel1\" all
b show route filter imp count
b 'show route filter { if net.len = 16 then accept; reject; }'
b 'show route filter { preference = 5; accept; } protocol r2'
b 'show route filter { krt_metric = 9; accept; } 10.4.0.0/16 all'
b show route primary protocol r2 all
b show status | grep -v ' on \| time '
b show interfaces
b show interfaces summary
b show static
b show static st2
b show static static1
b show symbols
b show symbols table
b show symbols filter
b show symbols protocol
b show symbols imp
b show symbols nope
b show bfd sessions
birdc -s r2.ctl show route
birdc -s r2.ctl show route all 10.10.0.0/16
ip -n r1 route
ip -n r2 route
