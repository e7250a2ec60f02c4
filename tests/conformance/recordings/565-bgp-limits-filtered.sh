# import, receive and export limits with each action, import keep filtered, and what show says of it
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 10.0.0.1/24 dev eth0; ip -n r2 addr add 10.0.0.2/24 dev eth0
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up
{ echo 'router id 2.2.2.2; protocol device { } protocol static s6 {'; for i in 1 2 3 4 5 6; do echo "route 10.2.$i.0/24 blackhole;"; done; echo '} protocol static more { disabled;'; for i in 1 2 3; do echo "route 10.3.$i.0/24 blackhole;"; done; echo '}
protocol bgp r1 { local as 65002; neighbor 10.0.0.1 as 65001; connect delay time 1; import all; export all; }'; } > r2.conf
conf() { cat > r1.conf <<X
log "r1.log" { warning, error, auth, fatal, bug, info, remote };
router id 1.1.1.1;
protocol device { }
protocol static { route 10.1.1.0/24 blackhole; route 10.1.2.0/24 blackhole; route 10.1.3.0/24 blackhole; }
protocol bgp r2 { local as 65001; neighbor 10.0.0.2 as 65002; connect delay time 1; error wait time 3,6; $1 }
X
}
R() { birdc -s r1.ctl "$@"; }
conf 'import all; export all; import limit 4 action warn;'
ip netns exec r1 bird -c r1.conf -s r1.ctl; ip netns exec r2 bird -c r2.conf -s r2.ctl
sleep 5
R show protocols all r2 | grep -v 'timer\|Hold'
R show route count
conf 'import all; export all; import limit 4 action block;'
R configure
sleep 5
R show protocols all r2 | grep -v 'timer\|Hold'
R show route
conf 'import filter { if net ~ [ 10.2.1.0/24, 10.2.3.0/24, 10.3.0.0/16+ ] then reject; accept; }; export all; import keep filtered; import limit 6 action block;'
R configure
sleep 5
R show protocols all r2 | grep -v 'timer\|Hold'
R show route
R show route filtered
R show route filtered all
R show route filtered count
R show route filtered protocol r2
R show route filtered where net = 10.2.1.0/24
R show route filtered table master
R show route filtered 10.2.3.0/24
R show route filtered for 10.2.3.7
R show route filtered primary
R show route protocol static1 filtered
R show route count
R show route stats
birdc -s r2.ctl enable more
sleep 1
R show route filtered
R show protocols all r2 | grep Routes
conf 'import where net ~ [ 10.2.0.0/16{24,24} ]; export all; import keep filtered; receive limit 7 action warn;'
R configure
sleep 5
R show protocols all r2 | grep -v 'timer\|Hold'
R show route filtered
conf 'import all; export all; export limit 2 action block;'
R configure
sleep 5
R show protocols all r2 | grep -v 'timer\|Hold'
R show route export r2
birdc -s r2.ctl show route protocol r1
conf 'import all; export all; receive limit 5 action restart;'
R configure
sleep 2
R show protocols all r2 | grep -v timer
birdc -s r2.ctl show protocols r1
conf 'import all; export all; import limit 5 action disable;'
R configure
sleep 8
R show protocols all r2
R show route count
R enable r2
sleep 4
R show protocols r2
conf 'import none; export none; import limit off; import keep filtered off;'
R configure
R enable r2
sleep 5
R show protocols all r2 | grep -v 'timer\|Hold'
conf 'import all; export all; import limit 1000000 action frob;'
R configure
conf 'import all; export all; limit 5;'
R configure
conf 'import all; export all; import limit;'
R configure
sed -n 's/^.*<[A-Z]*> //p' r1.log
