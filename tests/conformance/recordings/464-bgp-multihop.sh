# eBGP over a router in between: hops, TTL security, and a session nobody asked for
for n in r1 m r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name e1 netns m
ip link add e2 netns m type veth peer name eth0 netns r2
ip -n r1 addr add 10.0.1.1/24 dev eth0
ip -n m addr add 10.0.1.254/24 dev e1
ip -n m addr add 10.0.2.254/24 dev e2
ip -n r2 addr add 10.0.2.1/24 dev eth0
for l in "r1 eth0" "m e1" "m e2" "r2 eth0"; do set -- $l; ip -n $1 link set $2 up; done
ip netns exec m sysctl -qw net.ipv4.ip_forward=1
ip -n r1 route add default via 10.0.1.254
ip -n r2 route add default via 10.0.2.254
cat > r1.conf <<'X'
router id 1.1.1.1;
log "r1.log" { warning, error, remote, info };
protocol device { }
protocol static { route 10.11.0.0/16 blackhole; }
protocol kernel { learn; export all; scan time 2; }
protocol bgp r2 { local 10.0.1.1 as 65001; neighbor 10.0.2.1 as 65002; multihop 2; import all; export where source = RTS_STATIC; connect delay time 1; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
log "r2.log" { warning, error, remote, info };
protocol device { }
protocol static { route 10.22.0.0/16 blackhole; }
protocol kernel { learn; export all; scan time 2; }
protocol bgp r1 { local 10.0.2.1 as 65002; neighbor 10.0.1.1 as 65001; multihop 2; import all; export where source = RTS_STATIC; passive; }
X
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 5
birdc -s r1.ctl show protocols r2
birdc -s r1.ctl show protocols all r2 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl show route
ip -n r1 route
restart() { for n in r1 r2; do birdc -s $n.ctl down; done; sleep 1; for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done; sleep 5; }
# generalised TTL security
sed -i 's/multihop 2;/multihop 2; ttl security;/' r1.conf r2.conf
restart
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
# one hop is not enough without it
sed -i 's/ttl security;//' r1.conf r2.conf
sed -i 's/multihop 2;/multihop 1;/' r1.conf
restart
birdc -s r1.ctl show protocols r2
birdc -s r2.ctl show protocols r1
# somebody unknown knocks
sed -i 's/neighbor 10.0.1.1/neighbor 10.0.1.99/; s/multihop 1/multihop 2/' r2.conf
sed -i 's/multihop 1/multihop 2/' r1.conf
restart
birdc -s r2.ctl show protocols r1
sed 's/^[^<]*//;s/port [0-9]*/port P/' r2.log | sort -u
# a second daemon finds the port taken
cat > r3.conf <<'X'
router id 3.3.3.3;
log "r3.log" all;
protocol device { }
protocol bgp x { local 10.0.2.1 as 65002; neighbor 10.0.2.7 as 65001; }
X
ip netns exec r2 bird -c r3.conf -s r3.ctl
sleep 1
birdc -s r3.ctl show protocols
sed 's/^[^<]*//' r3.log
