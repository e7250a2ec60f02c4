# options of a session, one after the other
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > base1.conf <<'X'
router id 1.1.1.1;
log "r1.log" { remote, warning, error, info };
protocol device { }
protocol static { route 10.1.0.0/16 blackhole; route 10.1.1.0/24 blackhole; route 10.1.2.0/24 blackhole; }
filter marks { if net.len = 24 then bgp_community.add((65535,65281)); accept; }
X
cat > base2.conf <<'X'
router id 2.2.2.2;
log "r2.log" { remote, warning, error, info };
protocol device { }
protocol static { route 10.2.0.0/16 blackhole; }
X
try() { # OPTIONS OF r1, OPTIONS OF r2
  { cat base1.conf; echo "protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import all; export filter marks; connect delay time 1; $1 }"; } > r1.conf
  { cat base2.conf; echo "protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import all; export all; passive; $2 }"; } > r2.conf
  for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
  sleep 3
  birdc -s r1.ctl show protocols r2
  birdc -s r2.ctl show route all protocol r1
  for n in r1 r2; do birdc -s $n.ctl down; done > /dev/null
  sleep 1
}
try "default bgp_local_pref 70;" "default bgp_local_pref 80; default bgp_med 9;"
try "allow bgp_local_pref on;" "allow bgp_local_pref on;"
try "preference 300;" "preference 33;"
try "next hop keep;" "next hop self;"
try "hold time 2;" ""
try "hold time 3; keepalive time 1;" "hold time 90;"
try "hold time 0;" ""
try "disable after error;" "local as 65009;"
try "router id 9.8.7.6; description \"a peer\";" "router id 5.5.5.5;"
try "export none;" "import none;"
try "neighbor 192.168.12.3 as 65002;" ""
try "source address 192.168.12.9;" ""
try "capabilities off;" "capabilities off;"
try "advertise ipv4 off; enable route refresh off; graceful restart off;" ""
sed 's/^[^<]*//' r1.log | uniq
sed 's/^[^<]*//' r2.log | uniq
