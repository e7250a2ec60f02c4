# a route reflector with two clients and one that is none: who hears what, ORIGINATOR_ID and CLUSTER_LIST
for n in rr c1 c2 n1; do ip netns add $n; ip -n $n link set lo up; done
ip -n rr link add br0 type bridge
ip -n rr addr add 10.0.0.1/24 dev br0
ip -n rr link set br0 up
i=2; for n in c1 c2 n1; do ip link add eth0 netns $n type veth peer name p$n netns rr; ip -n rr link set p$n master br0 up; ip -n $n addr add 10.0.0.$i/24 dev eth0; ip -n $n link set eth0 up; i=$((i+1)); done
cat > rr.conf <<'X'
router id 10.0.0.1;
protocol device { }
protocol static { route 10.10.0.0/16 blackhole; }
template bgp peers { local as 64512; import all; export all; passive; direct; }
protocol bgp c1 from peers { neighbor 10.0.0.2 as 64512; rr client; }
protocol bgp c2 from peers { neighbor 10.0.0.3 as 64512; rr client; rr cluster id 10.9.9.9; }
protocol bgp n1 from peers { neighbor 10.0.0.4 as 64512; }
X
i=2; for n in c1 c2 n1; do printf 'router id 10.0.0.%d;\nprotocol device { }\nprotocol static { route 10.%d.0.0/16 blackhole; }\nprotocol bgp top { local as 64512; neighbor 10.0.0.1 as 64512; direct; import all; export all; connect delay time 1; }\n' $i $i > $n.conf; i=$((i+1)); done
cat c2.conf
for n in rr c1 c2 n1; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 8
birdc -s rr.ctl show protocols
birdc -s rr.ctl show route
for n in c1 c2 n1; do birdc -s $n.ctl show route; done
for n in c1 c2 n1; do birdc -s $n.ctl show route all protocol top; done
birdc -s rr.ctl show protocols all c2 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s rr.ctl show route all export c2
birdc -s rr.ctl show route noexport n1
