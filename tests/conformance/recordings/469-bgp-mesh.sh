# a full mesh of five nodes that all dial at once, each with its block; then one goes, and comes back
ip link add br0 type bridge
ip link set br0 up
for i in 1 2 3 4 5; do ip netns add n$i; ip -n n$i link set lo up; ip link add eth0 netns n$i type veth peer name v$i; ip link set v$i master br0 up; ip -n n$i addr add 10.0.0.$i/24 dev eth0; ip -n n$i link set eth0 up; done
for i in 1 2 3 4 5; do
  { printf 'router id 10.0.0.%d;\nlog "n%d.log" { remote, warning, error };\nprotocol device { }\nprotocol kernel { export all; scan time 2; }\nprotocol static { route 10.244.%d.0/26 blackhole; }\ntemplate bgp mesh { local as 64512; direct; import all; export all; next hop self; }\n' $i $i $i
    for j in 1 2 3 4 5; do [ $i = $j ] || echo "protocol bgp Mesh_$j from mesh { neighbor 10.0.0.$j as 64512; }"; done; } > n$i.conf
done
cat n3.conf
for i in 1 2 3 4 5; do ip netns exec n$i bird -c n$i.conf -s n$i.ctl -P n$i.pid; done
sleep 14
for i in 1 2 3 4 5; do birdc -s n$i.ctl show protocols | grep -c Established; done
birdc -s n1.ctl show protocols
birdc -s n3.ctl show route
ip -n n5 route
kill $(cat n4.pid)
sleep 1
birdc -s n1.ctl show protocols
birdc -s n1.ctl show route
ip -n n5 route show proto bird
ip netns exec n4 bird -c n4.conf -s n4.ctl
sleep 14
for i in 1 2 3 4 5; do birdc -s n$i.ctl show protocols | grep -c Established; done
ip -n n5 route show proto bird
