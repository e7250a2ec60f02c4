# protocol static: every kind of route, neighbours that come and go, recursive and multipath ones, check link
ip netns add r1; ip netns add r2; ip -n r1 link set lo up
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip link add eth1 netns r1 type veth peer name eth1 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r1 addr add 192.168.13.1/24 dev eth1
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up; ip -n r1 link set eth1 up; ip -n r2 link set eth1 up
cat > r1.conf <<X
router id 1.1.1.1;
protocol device { }
protocol direct { }
protocol kernel { export all; }
protocol static {
  route 10.1.0.0/16 blackhole;
  route 10.2.0.0/16 unreachable;
  route 10.3.0.0/16 prohibit;
  route 10.4.0.0/16 via 192.168.12.2;
  route 10.5.0.0/16 via "eth1";
  route 10.6.0.0/16 via 192.168.99.1;
  route 10.7.0.0/16 recursive 10.4.0.9;
  route 10.11.0.0/16 recursive 192.168.13.7;
  route 10.12.0.0/16 recursive 192.168.77.7;
  route 10.13.0.0/16 recursive 10.7.0.1;
  route 10.8.0.0/16 multipath via 192.168.12.2 via 192.168.13.2 weight 2;
  route 10.9.0.0/16 multipath via 192.168.12.2 via 192.168.98.2;
  route 10.14.0.0/16 via 192.168.12.9 { krt_metric = 50; krt_prefsrc = 192.168.13.1; krt_mtu = 1400; };
  route 0.0.0.0/0 via 192.168.13.254;
  route 10.15.0.0/16 via "nope0";
  route 10.16.0.0/16 via 192.168.12.1;
  route 127.0.0.0/8 blackhole;
}
protocol static chk { check link; route 10.40.0.0/16 via 192.168.13.2; route 10.41.0.0/16 via "eth1"; route 10.42.0.0/16 multipath via 192.168.12.2 via 192.168.13.2; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 1
b() { birdc -s r1.ctl "$@"; }
b show static static1
b show static chk
b show route
b show route all protocol static1
b show protocols all static1
ip -n r1 route
# the carrier of eth1 goes
ip -n r2 link set eth1 down
sleep 2
b show static chk
b show route protocol chk
b show route protocol static1
b show interfaces
ip -n r2 link set eth1 up
sleep 2
b show route protocol chk
# eth1 goes down
ip -n r1 link set eth1 down
sleep 1
b show static static1
b show static chk
b show route
ip -n r1 route
ip -n r1 link set eth1 up
sleep 1
b show route
b show static static1
ip -n r1 route
# an address comes that makes a dormant route real
ip -n r1 addr add 192.168.99.7/24 dev eth0
ip -n r1 addr add 192.168.98.7/24 dev eth0
sleep 1
b show route 10.6.0.0/16 all
b show route 10.9.0.0/16 all
ip -n r1 addr del 192.168.99.7/24 dev eth0
sleep 1
b show route 10.6.0.0/16
b show route 10.9.0.0/16
# routes that differ after configure
sed -i 's/10.1.0.0.16 blackhole/10.1.0.0\/16 prohibit/; s/10.2.0.0.16 unreachable/10.22.0.0\/16 unreachable/; s/via 192.168.12.2;$/via 192.168.12.3;/' r1.conf
b configure
sleep 1
b show route protocol static1
b show protocols all static1
ip -n r1 route
