# four neighbours announce the same networks: which one is best, and in which order they stand
ip netns add hub
ip -n hub link set lo up
ip -n hub link add br0 type bridge
ip -n hub addr add 10.0.0.100/24 dev br0
ip -n hub link set br0 up
for i in 1 2 3 4; do ip netns add p$i; ip -n p$i link set lo up; ip link add eth0 netns p$i type veth peer name v$i netns hub; ip -n hub link set v$i master br0 up; ip -n p$i addr add 10.0.0.$i/24 dev eth0; ip -n p$i link set eth0 up; done
cat > hub.conf <<'X'
router id 10.0.0.100;
protocol device { }
template bgp nb { local as 65000; import all; export none; passive; }
protocol bgp p1 from nb { neighbor 10.0.0.1 as 65001; }
protocol bgp p2 from nb { neighbor 10.0.0.2 as 65002; }
protocol bgp p3 from nb { neighbor 10.0.0.3 as 65001; }
protocol bgp p4 from nb { neighbor 10.0.0.4 as 65000; direct; }
X
peer() { cat > p$1.conf; ip netns exec p$1 bird -c p$1.conf -s p$1.ctl; }
ip netns exec hub bird -c hub.conf -s hub.ctl
sleep 1
peer 1 <<'X'
router id 10.0.0.1;
protocol device { }
protocol static { route 20.1.0.0/16 blackhole; route 20.2.0.0/16 blackhole; route 20.3.0.0/16 blackhole; route 20.4.0.0/16 blackhole; route 20.5.0.0/16 blackhole; route 20.6.0.0/16 blackhole; }
protocol bgp hub { local as 65001; neighbor 10.0.0.100 as 65000; connect delay time 1; export filter {
  if net = 20.2.0.0/16 then bgp_path.prepend(65001);
  if net = 20.3.0.0/16 then bgp_origin = ORIGIN_EGP;
  if net = 20.4.0.0/16 then bgp_med = 50;
  accept; }; }
X
sleep 3
peer 2 <<'X'
router id 10.0.0.2;
protocol device { }
protocol static { route 20.1.0.0/16 blackhole; route 20.2.0.0/16 blackhole; route 20.3.0.0/16 blackhole; route 20.4.0.0/16 blackhole; route 20.5.0.0/16 blackhole; route 20.6.0.0/16 blackhole; }
protocol bgp hub { local as 65002; neighbor 10.0.0.100 as 65000; connect delay time 1; export filter {
  if net = 20.4.0.0/16 then bgp_med = 20;
  if net = 20.6.0.0/16 then bgp_path.prepend(65002);
  accept; }; }
X
sleep 3
peer 3 <<'X'
router id 10.0.0.3;
protocol device { }
protocol static { route 20.1.0.0/16 blackhole; route 20.2.0.0/16 blackhole; route 20.3.0.0/16 blackhole; route 20.4.0.0/16 blackhole; route 20.5.0.0/16 blackhole; route 20.6.0.0/16 blackhole; }
protocol bgp hub { local as 65001; neighbor 10.0.0.100 as 65000; connect delay time 1; export filter {
  if net = 20.4.0.0/16 then bgp_med = 30;
  if net = 20.6.0.0/16 then bgp_origin = ORIGIN_INCOMPLETE;
  accept; }; }
X
sleep 3
peer 4 <<'X'
router id 10.0.0.4;
protocol device { }
protocol static { route 20.1.0.0/16 blackhole; route 20.4.0.0/16 blackhole; route 20.5.0.0/16 blackhole; route 20.7.0.0/16 blackhole; }
protocol bgp hub { local as 65000; neighbor 10.0.0.100 as 65000; direct; connect delay time 1; export filter {
  if net = 20.5.0.0/16 then bgp_local_pref = 200;
  accept; }; }
X
sleep 4
birdc -s hub.ctl show protocols
birdc -s hub.ctl show route
birdc -s hub.ctl show route primary
birdc -s hub.ctl show route all 20.4.0.0/16
birdc -s hub.ctl show route all for 20.5.1.1
birdc -s hub.ctl show route count
birdc -s hub.ctl show route protocol p3
# the best ones go
birdc -s p1.ctl disable hub
sleep 1
birdc -s hub.ctl show route
birdc -s p1.ctl enable hub
sleep 4
birdc -s hub.ctl show route
# MED counts between any two, then in groups of one neighbouring AS
again() {
  birdc -s hub.ctl down
  for i in 1 2 3 4; do birdc -s p$i.ctl disable hub > /dev/null; done
  sleep 1
  ip netns exec hub bird -c hub.conf -s hub.ctl
  sleep 1
  for i in $*; do birdc -s p$i.ctl enable hub; sleep 3; done
}
sed -i 's/passive;/passive; med metric;/' hub.conf
again 1 2 3 4
birdc -s hub.ctl show route
sed -i 's/med metric;/deterministic med;/' hub.conf
again 1 2 3 4
birdc -s hub.ctl show route
birdc -s p3.ctl disable hub
sleep 1
birdc -s hub.ctl show route 20.4.0.0/16
birdc -s hub.ctl show route 20.6.0.0/16
again 3 2 1 4
birdc -s hub.ctl show route
