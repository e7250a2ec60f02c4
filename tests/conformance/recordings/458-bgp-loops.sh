# two sites of one AS beyond a provider: the path holds one's own AS
for n in s1 isp s2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns s1 type veth peer name eth1 netns isp
ip link add eth2 netns isp type veth peer name eth0 netns s2
ip -n s1 addr add 10.0.1.1/24 dev eth0
ip -n isp addr add 10.0.1.254/24 dev eth1
ip -n isp addr add 10.0.2.254/24 dev eth2
ip -n s2 addr add 10.0.2.1/24 dev eth0
for l in "s1 eth0" "isp eth1" "isp eth2" "s2 eth0"; do set -- $l; ip -n $1 link set $2 up; done
cat > isp.conf <<'X'
router id 10.0.0.254;
protocol device { }
protocol kernel { export all; }
protocol bgp s1 { local as 64513; neighbor 10.0.1.1 as 64512; import all; export all; passive; }
protocol bgp s2 { local as 64513; neighbor 10.0.2.1 as 64512; import all; export all; passive; }
X
for i in 1 2; do printf 'router id 10.0.0.%d;\nprotocol device { }\nprotocol kernel { export all; }\nprotocol static { route 10.10.%d.0/24 blackhole; }\nprotocol bgp isp { local as 64512; neighbor 10.0.%d.254 as 64513; import all; export all; connect delay time 1; }\n' $i $i $i > s$i.conf; done
for n in isp s1 s2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 4
birdc -s isp.ctl show route
birdc -s s1.ctl show route
birdc -s s1.ctl show protocols all isp | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
sed -i 's/import all;/import all; allow local as;/' s1.conf
sed -i 's/import all;/import all; allow local as 1;/' s2.conf
for n in s1 s2; do birdc -s $n.ctl configure; done
sleep 4
birdc -s s1.ctl show route
birdc -s s2.ctl show route all 10.10.1.0/24
ip -n s1 route
ip -n isp route
# two of its own AS numbers are one too many for the second site
sed -i 's/export all; connect/export filter { bgp_path.prepend(64512); accept; }; connect/' s1.conf
birdc -s s1.ctl configure
sleep 2
birdc -s isp.ctl show route 10.10.1.0/24 all
birdc -s s2.ctl show route
