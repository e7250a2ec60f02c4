# an Internet provider's policy in BIRD: customer, peer and upstream told apart by communities, by functions and sets
for n in isp cust peer up; do ip netns add $n; ip -n $n link set lo up; done
for p in "cust 1" "peer 2" "up 3"; do set -- $p; ip link add $1 netns isp type veth peer name eth0 netns $1; ip -n isp addr add 10.0.$2.1/30 dev $1; ip -n $1 addr add 10.0.$2.2/30 dev eth0; ip -n isp link set $1 up; ip -n $1 link set eth0 up; done
cat > isp.conf <<'X'
log "isp.log" all;
router id 10.255.0.1;
define MYAS = 65000;
define MARTIANS = [ 10.0.0.0/8+, 172.16.0.0/12+, 192.168.0.0/16+, 127.0.0.0/8+, 169.254.0.0/16+, 224.0.0.0/4+, 0.0.0.0/0{25,32} ];
define CUSTNETS = [ 203.0.113.0/24{24,25}, 198.51.100.0/24 ];
function is_martian() { if net ~ MARTIANS then { print "martian ", net, " from ", from; return true; } return false; }
function tag(int kind) { bgp_community.add((MYAS, kind)); bgp_large_community.add((MYAS, 1, kind)); }
filter from_customer {
	if is_martian() then reject "martian";
	if bgp_path.first != 65001 then reject;
	if net !~ CUSTNETS then reject;
	if bgp_path.len > 3 then reject;
	if (65000, 80) ~ bgp_community then bgp_local_pref = 80; else bgp_local_pref = 200;
	bgp_community.delete([ (MYAS, *) ]);
	tag(100);
	accept;
}
filter from_peer { if is_martian() then reject; bgp_local_pref = 100; tag(200); accept; }
filter from_up { if is_martian() then reject; if net = 0.0.0.0/0 then bgp_local_pref = 50; else bgp_local_pref = 60; tag(300); accept; }
filter to_customer { if source = RTS_BGP then accept; if source = RTS_STATIC then accept; reject; }
filter to_others { if source = RTS_STATIC then accept; if (MYAS, 100) ~ bgp_community then { bgp_community.delete([ (MYAS, 0..999) ]); accept; } reject; }
protocol device { }
protocol static own { route 192.0.2.0/24 unreachable; route 192.0.2.128/25 blackhole; }
protocol kernel { export all; }
template bgp ebgp { local as MYAS; connect delay time 1; connect retry time 5; }
protocol bgp customer from ebgp { neighbor 10.0.1.2 as 65001; import filter from_customer; export filter to_customer; import keep filtered; }
protocol bgp peer1 from ebgp { neighbor 10.0.2.2 as 65002; import filter from_peer; export filter to_others; }
protocol bgp upstream from ebgp { neighbor 10.0.3.2 as 65003; import filter from_up; export filter to_others; default bgp_med 5; }
X
cat > cust.conf <<'X'
router id 10.255.0.2;
protocol device { }
protocol static { route 203.0.113.0/24 blackhole; route 203.0.113.128/25 blackhole; route 203.0.113.64/26 blackhole; route 198.51.100.0/24 blackhole; route 10.66.0.0/16 blackhole; route 8.8.8.0/24 blackhole; }
filter out { if net = 198.51.100.0/24 then { bgp_community.add((65000, 80)); bgp_community.add((65000, 666)); bgp_path.prepend(65001); bgp_path.prepend(65001); } if net = 203.0.113.128/25 then { bgp_med = 77; bgp_origin = 2; } accept; }
protocol bgp isp { local as 65001; neighbor 10.0.1.1 as 65000; connect delay time 1; import all; export filter out; }
X
cat > peer.conf <<'X'
router id 10.255.0.3;
protocol device { }
protocol static { route 100.64.0.0/10 blackhole; route 198.51.100.0/24 blackhole; route 192.168.7.0/24 blackhole; }
protocol bgp isp { local as 65002; neighbor 10.0.2.1 as 65000; connect delay time 1; import all; export where source = RTS_STATIC; }
X
cat > up.conf <<'X'
router id 10.255.0.4;
protocol device { }
protocol static { route 0.0.0.0/0 blackhole; route 100.64.0.0/10 blackhole; route 1.1.1.0/24 blackhole; }
protocol bgp isp { local as 65003; neighbor 10.0.3.1 as 65000; connect delay time 1; import all; export filter { if net = 1.1.1.0/24 then { bgp_path.prepend(13335); bgp_path.prepend(65003); } accept; }; }
X
for n in isp cust peer up; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 8
i() { birdc -s isp.ctl "$@"; }
i show protocols
i show route
i show route all
i show route filtered
i show route filtered all
i show route where bgp_local_pref '>' 100
i 'show route where (65000, 100) ~ bgp_community'
i 'show route where (65000, 1, 300) ~ bgp_large_community'
i 'show route where bgp_path ~ [= * 13335 * =]'
i 'show route where net ~ CUSTNETS'
i show route export peer1
i show route export upstream all
i show route preexport peer1
i show route noexport peer1
i show route noexport customer
i show route export customer count
i show route protocol customer
i show route protocol peer1 all
i show route for 203.0.113.200
i show route for 198.51.100.7
i show route for 198.51.100.7 primary
i show route for 9.9.9.9
i show route count
i show route stats
i show protocols all customer | grep -v 'timer\|Hold'
i show protocols all peer1 | grep -v 'timer\|Hold'
birdc -s cust.ctl show route
birdc -s peer.ctl show route
birdc -s peer.ctl show route all
birdc -s up.ctl show route all
ip -n isp route
grep -o 'martian.*' isp.log | sort | uniq -c
birdc -s cust.ctl disable static1
sleep 2
i show route
i show route filtered
ip -n isp route show proto bird
