# protocol kernel: learn, export, scans and notices, metrics, kinds, what survives a disable, persist, other tables
ip netns add r1; ip netns add r2; ip -n r1 link set lo up
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up
ip -n r1 route add 10.50.0.0/16 via 192.168.12.2
ip -n r1 route add 10.51.0.0/16 via 192.168.12.3 proto static metric 5 src 192.168.12.1
ip -n r1 route add 10.51.0.0/16 via 192.168.12.4 metric 9
ip -n r1 route add blackhole 10.52.0.0/16
ip -n r1 route add unreachable 10.53.0.0/16
ip -n r1 route add prohibit 10.54.0.0/16
ip -n r1 route add 10.55.0.5 dev eth0 scope link
ip -n r1 route add 10.56.0.0/16 nexthop via 192.168.12.2 nexthop via 192.168.12.3 weight 3
ip -n r1 route add 10.57.0.0/16 via 192.168.12.2 mtu 1400 advmss 1300
ip -n r1 route add 10.58.0.0/16 via 192.168.12.2 proto bird
ip -n r1 route add throw 10.59.0.0/16
ip -n r1 route add default via 192.168.12.254
ip -n r1 route add 10.60.0.0/16 via 192.168.12.2 table 100
cat > r1.conf <<X
log "r1.log" { info, warning, error, fatal };
router id 1.1.1.1;
table t100;
protocol device { }
protocol kernel { learn; export all; scan time 5; }
protocol kernel k100 { table t100; kernel table 100; learn; export all; persist; scan time 5; }
protocol static { route 10.1.0.0/16 blackhole; route 10.2.0.0/16 unreachable; route 10.3.0.0/16 prohibit; route 10.4.0.0/16 via 192.168.12.2; route 10.50.0.0/16 via 192.168.12.7; route 10.6.0.0/16 via "eth0"; route 192.168.12.0/24 via 192.168.12.8; }
protocol static s100 { table t100; route 10.70.0.0/16 via 192.168.12.2; route 10.71.0.0/16 blackhole { krt_metric = 77; }; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 1
b() { birdc -s r1.ctl "$@"; }
b show route
b show route all protocol kernel1
b show route table t100
b show protocols all kernel1
ip -n r1 route
ip -n r1 route show table 100
# the kernel changes: seen at once
ip -n r1 route add 10.80.0.0/16 via 192.168.12.5
ip -n r1 route del 10.52.0.0/16
ip -n r1 route replace 10.57.0.0/16 via 192.168.12.9
ip -n r1 route del 10.51.0.0/16 metric 5
b show route protocol kernel1
b show route all 10.57.0.0/16
# what is taken from BIRD comes back with the scan
ip -n r1 route del 10.4.0.0/16
ip -n r1 route replace blackhole 10.2.0.0/16 proto bird
ip -n r1 route add 10.90.0.0/16 via 192.168.12.2 proto bird
sleep 6
ip -n r1 route
b show route 10.90.0.0/16
# a link goes down and comes back
ip -n r1 link set eth0 down
sleep 1
b show route
ip -n r1 route
ip -n r1 link set eth0 up
sleep 6
b show route
ip -n r1 route
b disable kernel1
ip -n r1 route
b show route protocol kernel1
b enable kernel1
sleep 1
ip -n r1 route
b disable k100
ip -n r1 route show table 100
b enable k100
sleep 1
b down
sleep 1
ip -n r1 route
ip -n r1 route show table 100
cut -c21- r1.log
