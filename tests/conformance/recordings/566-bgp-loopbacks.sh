# sessions between loopbacks: multihop, source address, static routes below, gateway direct and recursive, ttl security, link failure
for n in x y; do ip netns add $n; ip -n $n link set lo up; done
for i in 1 2; do ip link add l$i netns x type veth peer name l$i netns y; ip -n x addr add 10.0.$i.1/30 dev l$i; ip -n y addr add 10.0.$i.2/30 dev l$i; ip -n x link set l$i up; ip -n y link set l$i up; done
ip -n x addr add 10.255.0.1/32 dev lo; ip -n y addr add 10.255.0.2/32 dev lo
cat > x.conf <<'X'
log "x.log" all;
router id 10.255.0.1;
protocol device { }
protocol direct { interface "lo", "l*"; }
protocol kernel { export where source != RTS_DEVICE; merge paths on; }
protocol static under { route 10.255.0.2/32 multipath via 10.0.1.2 via 10.0.2.2; }
protocol static nets { route 172.20.0.0/16 blackhole; route 172.21.0.0/16 via 10.0.1.2; }
protocol bgp y { local 10.255.0.1 as 65001; neighbor 10.255.0.2 as 65002; multihop 2; source address 10.255.0.1; connect delay time 1; import all; export where proto = "nets"; }
X
cat > y.conf <<'X'
router id 10.255.0.2;
protocol device { }
protocol direct { interface "lo"; }
protocol kernel { export where source != RTS_DEVICE; merge paths; }
protocol static under { route 10.255.0.1/32 multipath via 10.0.1.1 weight 3 via 10.0.2.1; }
protocol static nets { route 172.30.0.0/16 blackhole; route 172.31.0.0/16 blackhole; }
protocol bgp x { local 10.255.0.2 as 65002; neighbor 10.255.0.1 as 65001; multihop; connect delay time 1; import all; export where proto = "nets"; }
X
for n in x y; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 8
X() { birdc -s x.ctl "$@"; }
X show protocols
X show route
X show route all protocol y
X show route for 172.30.1.1
X show route for 10.255.0.2 all
X show protocols all y | grep -v 'timer\|Hold'
ip -n x route
ip -n y route
ip netns exec x ping -c 1 -W 1 -I 10.255.0.1 10.255.0.2 | head -2
X disable under
sleep 1
X show route
ip -n x route show proto bird
X enable under
sleep 1
X show route protocol y
ip -n x link set l1 down
sleep 1
X show protocols y
X show route
ip -n x route
ip netns exec x ping -c 1 -W 1 -I 10.255.0.1 10.255.0.2 | head -2
ip -n x link set l1 up
sleep 3
X show route for 10.255.0.2
sed -i 's/multihop 2;/multihop 2; gateway direct;/' x.conf
X configure
sleep 6
X show route protocol y all
sed -i 's/gateway direct;/gateway recursive; igp table master; ttl security on;/' x.conf
X configure
sleep 6
X show route protocol y
sed -i 's/ttl security on;//; s/multihop 2;/multihop 300;/' x.conf
X configure
sed -i 's/multihop 300;/multihop 0;/' x.conf
X configure
sed -i 's/multihop 0;/direct;/; s/gateway recursive; igp table master;//' x.conf
X configure
sleep 6
X show protocols all y | grep -v 'timer\|Hold'
X show route protocol y
