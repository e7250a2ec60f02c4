# several tables: pipes transparent and opaque, filters both ways, one with a tie, routes that come back; counters
ip netns add r1; ip -n r1 link set lo up
ip -n r1 link add eth0 type veth peer name eth1
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r1 link set eth0 up; ip -n r1 link set eth1 up
cat > r1.conf <<X
router id 1.1.1.1;
table ta; table tb; table tc;
filter fout { if net ~ 10.1.0.0/16 then reject; if net ~ 10.2.0.0/16 then { preference = 33; krt_metric = 9; } accept; }
filter fin { if source = RTS_STATIC then { if net.len > 20 then reject; accept; } reject; }
protocol device { }
protocol direct { }
protocol static sm { route 10.1.0.0/16 blackhole; route 10.2.0.0/16 unreachable; route 10.3.0.0/16 via 192.168.12.2; route 10.9.0.0/16 blackhole; }
protocol static sa { table ta; route 172.16.0.0/12 blackhole; route 172.20.1.0/24 blackhole; route 10.9.0.0/16 prohibit; preference 150; }
protocol static sb { table tb; route 10.99.0.0/16 via 192.168.12.3; }
protocol pipe ma { table master; peer table ta; import filter fin; export filter fout; }
protocol pipe mb { table master; peer table tb; mode opaque; import all; export where net.len < 20; preference 90; }
protocol pipe bc { table tb; peer table tc; import none; export all; }
protocol kernel { table tc; export all; kernel table 77; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 1
b() { birdc -s r1.ctl "$@"; }
b show protocols
b show route
b show route table ta
b show route table tb
b show route table tc
b show route all table tb
b show route all table ta protocol sm
b show protocols all ma
b show protocols all mb
b show protocols all bc
b show protocols all sm
b show route export ma
b show route export ma table ta
b show route noexport ma
b show route preexport mb table tb
b show route export bc
b show route protocol mb table tb
ip -n r1 route show table 77
b disable sm
b show route
b show route table ta
b show route table tb
b enable sm
b disable ma
b show route
b show route table ta
b enable ma
b show route table ta
b reload ma
b show protocols all ma
b disable mb
b show route table tb
b show route table tc
ip -n r1 route show table 77
b enable mb
ip -n r1 addr add 192.168.44.1/24 dev eth1
sleep 1
b show route table ta
b show route table tc
sed -i 's/if net ~ 10.1.0.0.16 then reject/if net ~ 10.3.0.0\/16 then reject/' r1.conf
b configure
sleep 1
b show route table ta
sed -i '/pipe ma/d' r1.conf
b configure
sleep 1
b show route table ta
b show route
