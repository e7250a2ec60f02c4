# sessions that cannot come up and what both sides say: wrong AS, a bad id, a TTL too low, no route, a full log
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
for i in 3 4 5 6; do ip -n r1 addr add 192.168.12.1$i/24 dev eth0; ip -n r2 addr add 192.168.12.2$i/24 dev eth0; done
ip -n r1 addr add 10.0.0.1/32 dev lo
ip -n r2 addr add 10.0.0.2/32 dev lo
ip -n r1 route add 10.0.0.2 via 192.168.12.2
ip -n r2 route add 10.0.0.1 via 192.168.12.1
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
log "r1.log" all;
debug protocols { states, events };
router id 1.1.1.1;
protocol device { scan time 2; }
protocol static { route 10.1.0.0/16 blackhole; }
template bgp t { connect delay time 1; error wait time 30, 60; import all; export all; }
protocol bgp wrongas from t { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65009; }
protocol bgp loops from t { local 10.0.0.1 as 65001; neighbor 10.0.0.2 as 65002; multihop 2; }
protocol bgp direct_to_lo from t { local 10.0.0.1 as 65001; neighbor 10.0.0.3 as 65002; }
protocol bgp ibad from t { local 192.168.12.13 as 65001; neighbor 192.168.12.23 as 65001; }
protocol bgp sec from t { local 192.168.12.14 as 65001; neighbor 192.168.12.24 as 65002; ttl security on; }
protocol bgp nolistener from t { local 192.168.12.15 as 65001; neighbor 192.168.12.25 port 1179 as 65002; connect retry time 3; }
protocol bgp far from t { local as 65001; neighbor 172.31.0.1 as 65002; multihop; }
protocol bgp pasv from t { local 192.168.12.16 as 65001; neighbor 192.168.12.26 as 65002; passive; }
X
cat > r2.conf <<'X'
log "r2.log" all;
debug protocols { states, events };
router id 1.1.1.1;
protocol device { scan time 2; }
protocol static { route 10.2.0.0/16 blackhole; }
template bgp t { import all; export all; passive; }
protocol bgp wrongas from t { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; }
protocol bgp loops from t { local 10.0.0.2 as 65002; neighbor 10.0.0.1 as 65001; multihop 2; }
protocol bgp ibad from t { local 192.168.12.23 as 65001; neighbor 192.168.12.13 as 65001; }
protocol bgp sec from t { local 192.168.12.24 as 65002; neighbor 192.168.12.14 as 65001; ttl security on; }
protocol bgp pasv from t { local 192.168.12.26 as 65002; neighbor 192.168.12.16 as 65001; }
X
for n in r2 r1; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 12
T() { sed -E 's,: +[0-9.]+/([0-9]+)$,: N/\1,'; }
birdc -s r1.ctl show protocols
birdc -s r2.ctl show protocols
birdc -s r1.ctl show protocols all wrongas | T
birdc -s r1.ctl show protocols all loops | T
birdc -s r1.ctl show protocols all direct_to_lo | T
birdc -s r1.ctl show protocols all ibad | T
birdc -s r1.ctl show protocols all sec | T
birdc -s r1.ctl show protocols all nolistener | T
birdc -s r1.ctl show protocols all far | T
birdc -s r1.ctl show protocols all pasv | T
birdc -s r2.ctl show protocols all wrongas | T
birdc -s r2.ctl show protocols all ibad | T
birdc -s r2.ctl show protocols all sec | T
birdc -s r1.ctl show route all
birdc -s r1.ctl show neighbors
birdc -s r2.ctl show neighbors
for p in wrongas ibad sec; do grep -E " $p:" r1.log | sed 's/^[^<]*//'; done
for p in wrongas ibad sec; do grep -E " $p:" r2.log; done | sed 's/^[^<]*//'
grep -E ' (direct_to_lo|pasv):' r1.log | sed 's/^[^<]*//'
# cured one after the other
sed -i 's/65009/65002/' r1.conf
birdc -s r2.ctl restart wrongas
sleep 1
birdc -s r1.ctl configure
sleep 6
birdc -s r1.ctl show protocols wrongas
birdc -s r2.ctl show protocols wrongas
sed -i 's/router id 1.1.1.1/router id 2.2.2.2/' r2.conf
birdc -s r2.ctl configure
birdc -s r1.ctl restart ibad
sleep 4
birdc -s r1.ctl show protocols ibad
birdc -s r1.ctl show protocols all ibad | head -8
birdc -s r1.ctl show route protocol wrongas
birdc -s r1.ctl 'disable "*"'
sleep 1
birdc -s r2.ctl show protocols
birdc -s r1.ctl show protocols
birdc -s r2.ctl show protocols all wrongas | T
