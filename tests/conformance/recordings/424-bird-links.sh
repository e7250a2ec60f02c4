# what a router sees of its links: interfaces, addresses, direct routes, check link, a BGP session that loses them
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 link add d1 type veth peer name d2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up; ip -n r1 link set d1 up; ip -n r1 link set d2 up
cat > r1.conf <<X
router id 1.1.1.1;
table t2;
protocol device { }
protocol direct { interface "*"; }
protocol direct chk { table t2; check link; interface "d*", -"lo"; }
protocol kernel { export all; }
protocol static { route 10.1.0.0/16 blackhole; }
protocol bgp r2 { local as 65001; neighbor 192.168.12.2 as 65002; import all; export all; hold time 9; connect delay time 1; connect retry time 2; error wait time 1, 2; }
X
cat > r2.conf <<X
router id 2.2.2.2;
protocol device { }
protocol kernel { export all; }
protocol static { route 10.2.0.0/16 blackhole; }
protocol bgp r1 { local as 65002; neighbor 192.168.12.1 as 65001; import all; export all; hold time 9; connect delay time 1; connect retry time 2; error wait time 1, 2; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
ip netns exec r2 bird -c r2.conf -s r2.ctl
b() { birdc -s r1.ctl "$@"; }
sleep 6
b show protocols
b show interfaces
b show route
# addresses
ip -n r1 addr add 192.168.13.1/24 dev d1
ip -n r1 addr add 192.168.14.1/30 dev d1
ip -n r1 addr add 192.168.15.1 peer 192.168.15.9/32 dev d1
ip -n r1 addr add 192.168.16.1/31 dev d1
ip -n r1 addr add 169.254.1.1/24 dev d2
ip -n r1 addr add 192.168.12.7/24 dev eth0
ip -n r1 addr add 10.8.8.8/32 dev lo
sleep 1
b show interfaces
b show interfaces summary
b show route
b show route table t2
ip -n r1 addr del 192.168.13.1/24 dev d1
ip -n r1 addr del 192.168.15.1 peer 192.168.15.9/32 dev d1
sleep 1
b show interfaces
b show route
ip -n r1 link set d2 down
sleep 2
b show interfaces
b show route table t2
ip -n r1 link set d2 up
sleep 2
b show route table t2
ip -n r1 link set d1 mtu 1400
ip -n r1 link add d5 type veth peer name d6
sleep 1
b show interfaces
ip -n r1 link set d1 name dx
b show interfaces summary
ip -n r1 link del dx
sleep 1
b show interfaces summary
b show route
# the session's link goes down on r1
ip -n r1 link set eth0 down
sleep 1
b show protocols
b show protocols all r2 | grep -v timer:
b show route
birdc -s r2.ctl show protocols
sleep 14
birdc -s r2.ctl show route
ip -n r1 link set eth0 up
sleep 20
b show protocols
birdc -s r2.ctl show protocols
b show route
# only the carrier goes: nothing happens until the hold timer
ip -n r2 link set eth0 down
sleep 2
b show protocols
b show route protocol r2
sleep 12
b show route
ip -n r1 route
ip -n r2 link set eth0 up
sleep 20
b show route
