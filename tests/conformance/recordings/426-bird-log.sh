# the daemon's log with all of debug: start, routes, interfaces, scans, reconfigurations, the end
ip netns add r1; ip netns add r2; ip -n r1 link set lo up
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up
ip -n r1 route add 10.50.0.0/16 via 192.168.12.2
cat > r1.conf <<X
log "r1.log" all;
debug protocols all;
router id 1.1.1.1;
table t2;
protocol device { scan time 300; }
protocol direct { interface "*"; }
protocol kernel { learn; export all; scan time 300; }
protocol static { route 10.1.0.0/16 blackhole; route 10.4.0.0/16 via 192.168.12.2; route 10.5.0.0/16 via "eth0"; route 10.6.0.0/16 via 192.168.99.1; route 127.1.0.0/16 blackhole; }
protocol static spare { disabled; route 10.1.0.0/16 blackhole; }
protocol static dup { preference 150; import filter { if net.len = 16 then accept; reject; }; route 10.1.0.0/16 prohibit; route 10.7.0.0/24 blackhole; }
protocol pipe p1 { peer table t2; import none; export where net !~ 10.1.0.0/16; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl -P r1.pid
b() { birdc -s r1.ctl "$@" | sed 1d; }
log() { sleep 1; cut -c21- r1.log; : > r1.log; }
log
b disable static1
log
b enable static1
log
sleep 3; b restart kernel1
log
sleep 3; b reload in kernel1
log
sleep 3; b reload out kernel1
log
b reload p1
log
ip -n r1 addr add 192.168.13.1/24 dev eth0
log
ip -n r1 addr del 192.168.13.1/24 dev eth0
log
sleep 3; ip -n r1 link set eth0 down
log
sleep 3; ip -n r1 link set eth0 up
log
sleep 3; ip -n r2 link set eth0 down
log
sleep 3; ip -n r2 link set eth0 up
log
ip -n r1 link set eth0 mtu 1400
log
ip -n r1 route add 10.60.0.0/16 via 192.168.12.9
ip -n r1 route add 10.60.0.0/16 via 192.168.12.8 metric 4
ip -n r1 route replace 10.60.0.0/16 via 192.168.12.7
ip -n r1 route del 10.60.0.0/16
ip -n r1 route del 10.60.0.0/16
ip -n r1 route del 10.4.0.0/16
log
sleep 3; b restart device1
log
b configure
log
sed -i 's/10.4.0.0.16 via 192.168.12.2/10.4.0.0\/16 via 192.168.12.3/; s/ disabled;//' r1.conf
b configure
log
sed -i 's/import none/import all/; s/learn; //' r1.conf
b configure
log
b configure soft
log
echo 'protocol static late { route 10.88.0.0/16 blackhole; }' >> r1.conf
b configure timeout 1
sleep 4
log
b debug all off
b restart static1
log
echo nonsense >> r1.conf
kill -HUP $(cat r1.pid)
log
b down
log
