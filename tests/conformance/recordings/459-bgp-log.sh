# what a daemon logs of a session, from start to end
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
log "r1.log" all;
debug protocols all;
protocol device { }
protocol static { route 10.1.0.0/16 blackhole; route 10.1.1.0/24 via 192.168.12.2; }
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import all; export all; passive; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
log "r2.log" all;
debug protocols { states, events, packets };
protocol device { }
protocol static { route 10.2.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import all; export all; connect delay time 1; }
X
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 4
birdc -s r1.ctl reload in r2
sleep 1
birdc -s r1.ctl reload out r2
sleep 1
birdc -s r2.ctl disable static1
sleep 1
birdc -s r2.ctl enable static1
sleep 1
birdc -s r2.ctl restart r1
sleep 4
birdc -s r1.ctl 'disable r2 "so long"'
sleep 1
birdc -s r1.ctl show protocols all r2
sed 's/^[^<]*//;s/port [0-9]*/port P/;/KEEPALIVE/d' r1.log
sed 's/^[^<]*//;s/port [0-9]*/port P/;/KEEPALIVE/d' r2.log
