# several paths of one network: two providers, one that hands on all it knows, and one that hears them
for n in p1 p2 hub leaf; do ip netns add $n; ip -n $n link set lo up; done
link() { ip link add $2 netns $1 type veth peer name $4 netns $3; ip -n $1 addr add $5 dev $2; ip -n $3 addr add $6 dev $4; ip -n $1 link set $2 up; ip -n $3 link set $4 up; }
link p1 e0 hub e1 10.0.1.1/24 10.0.1.254/24
link p2 e0 hub e2 10.0.2.1/24 10.0.2.254/24
link leaf e0 hub e3 10.0.3.1/24 10.0.3.254/24
for i in 1 2; do printf 'router id 10.0.%d.1;\nprotocol device { }\nprotocol static { route 20.1.0.0/16 blackhole; route 20.%d0.0.0/16 blackhole; }\nprotocol bgp hub { local as 6500%d; neighbor 10.0.%d.254 as 65000; export all; connect delay time %d; }\n' $i $i $i $i $i > p$i.conf; done
cat > hub.conf <<'X'
router id 10.0.0.254;
protocol device { }
protocol bgp p1 { local as 65000; neighbor 10.0.1.1 as 65001; import all; passive; }
protocol bgp p2 { local as 65000; neighbor 10.0.2.1 as 65002; import all; passive; }
protocol bgp leaf { local as 65000; neighbor 10.0.3.1 as 65003; export all; add paths tx; passive; }
X
cat > leaf.conf <<'X'
router id 10.0.3.1;
protocol device { }
protocol kernel { export all; }
protocol bgp hub { local as 65003; neighbor 10.0.3.254 as 65000; import all; add paths rx; connect delay time 3; }
X
for n in p1 p2 hub leaf; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 8
birdc -s hub.ctl show protocols
birdc -s hub.ctl show route
birdc -s leaf.ctl show route
birdc -s leaf.ctl show route all 20.1.0.0/16
birdc -s leaf.ctl show protocols all hub | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s hub.ctl show protocols all leaf | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s hub.ctl show protocols all leaf | head -14
ip -n leaf route
birdc -s p1.ctl disable hub
sleep 1
birdc -s leaf.ctl show route
birdc -s p1.ctl enable hub
sleep 3
birdc -s leaf.ctl show route
birdc -s hub.ctl reload out leaf
sleep 1
birdc -s leaf.ctl show route
birdc -s leaf.ctl reload in hub
sleep 1
birdc -s leaf.ctl show route count
