# several next hops: merge paths, static multipath, tables with all routes sorted; what the kernel gets
ip netns add r1; ip -n r1 link set lo up
ip -n r1 link add eth0 type veth peer name eth9
ip -n r1 link add eth1 type veth peer name eth8
for i in eth0 eth1 eth8 eth9; do ip -n r1 link set $i up; done
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r1 addr add 192.168.13.1/24 dev eth1
cat > r1.conf <<X
router id 1.1.1.1;
table ss sorted;
protocol device { }
protocol kernel { merge paths on; export all; }
protocol static s1 { route 10.1.0.0/16 via 192.168.12.2; route 10.2.0.0/16 via 192.168.12.2; route 10.3.0.0/16 blackhole; route 10.4.0.0/16 multipath via 192.168.12.5 via 192.168.13.5 weight 3; route 10.5.0.0/16 via 192.168.12.2; }
protocol static s2 { route 10.1.0.0/16 via 192.168.13.2; route 10.2.0.0/16 via 192.168.12.3; route 10.3.0.0/16 via 192.168.13.2; route 10.4.0.0/16 via 192.168.12.2; route 10.5.0.0/16 unreachable; }
protocol static s3 { preference 190; route 10.1.0.0/16 via 192.168.13.3; route 10.9.0.0/16 via 192.168.13.3; }
protocol static q1 { table ss; route 10.1.0.0/16 via 192.168.12.2; route 10.2.0.0/16 blackhole; }
protocol static q2 { table ss; preference 210; route 10.1.0.0/16 via 192.168.13.2; }
protocol static q3 { table ss; preference 205; route 10.1.0.0/16 prohibit; route 10.2.0.0/16 prohibit; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 1
b() { birdc -s r1.ctl "$@"; }
b show route
b show route export kernel1
b show route noexport kernel1
b show route preexport kernel1
b show route primary
b show route count
b show route table ss
b show route table ss primary
b show route table ss count
b show protocols all kernel1
ip -n r1 route
b disable s1
b show route
ip -n r1 route
b enable s1
b show route
ip -n r1 route
ip -n r1 link set eth1 down
sleep 1
b show route
ip -n r1 route
ip -n r1 link set eth1 up
sleep 1
b show route
ip -n r1 route
b disable q2
b show route table ss
sed -i 's/merge paths on/merge paths limit 2/' r1.conf
b configure
sleep 1
ip -n r1 route
sed -i 's/merge paths limit 2; //' r1.conf
b configure
sleep 1
ip -n r1 route
