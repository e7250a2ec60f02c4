# a route server and its two clients; next hops kept and rewritten; direct and recursive gateways
ip netns add rs
ip -n rs link set lo up
ip -n rs link add br0 type bridge
ip -n rs addr add 10.0.0.1/24 dev br0
ip -n rs link set br0 up
for i in 2 3; do ip netns add c$i; ip -n c$i link set lo up; ip link add eth0 netns c$i type veth peer name p$i netns rs; ip -n rs link set p$i master br0 up; ip -n c$i addr add 10.0.0.$i/24 dev eth0; ip -n c$i link set eth0 up; done
cat > rs.conf <<'X'
router id 10.0.0.1;
protocol device { }
protocol bgp c2 { local as 65000; neighbor 10.0.0.2 as 65002; rs client; import all; export all; passive; }
protocol bgp c3 { local as 65000; neighbor 10.0.0.3 as 65003; rs client; import all; export all; passive; }
X
for i in 2 3; do printf 'router id 10.0.0.%d;\nprotocol device { }\nprotocol static { route 10.%d.0.0/16 blackhole; }\nprotocol bgp rs1 { local as 6500%d; neighbor 10.0.0.1 as 65000; import all; export filter { bgp_med = %d; accept; }; connect delay time 1; }\n' $i $i $i $i > c$i.conf; done
for n in rs c2 c3; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 5
birdc -s rs.ctl show protocols
birdc -s rs.ctl show route all
birdc -s rs.ctl show protocols all c2 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
for n in c2 c3; do birdc -s $n.ctl show route all protocol rs1; done
again() { birdc -s rs.ctl down; sleep 1; ip netns exec rs bird -c rs.conf -s rs.ctl; sleep 1; for n in c2 c3; do birdc -s $n.ctl restart rs1; done; sleep 5; }
# no route server any more: its AS is in the path, the third party's next hop stays
sed -i 's/rs client; //' rs.conf
again
for n in c2 c3; do birdc -s $n.ctl show route all protocol rs1; done
sed -i 's/import all;/next hop self; import all;/' rs.conf
again
birdc -s c3.ctl show route all protocol rs1
sed -i 's/next hop self;/gateway recursive;/' rs.conf
again
birdc -s rs.ctl show route
birdc -s c2.ctl show route protocol rs1
