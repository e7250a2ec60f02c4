#!/bin/bash
# oracle: packages bird2:/opt/bird2
# BIRD 2.0.12 everywhere: a provider, its customer and its reflector client: filters, communities, channels, show route in every form
for n in isp cust in; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; done
for p in "cust 1" "in 2"; do set -- $p; ip link add $1 netns isp type veth peer name eth0 netns $1; ip -n isp addr add 10.0.$2.1/30 dev $1; ip -n $1 addr add 10.0.$2.2/30 dev eth0; ip -n isp link set $1 up; ip -n $1 link set eth0 up; done
cat > isp.conf <<'X'
log "isp.log" all;
router id 10.255.0.1;
ipv4 table cust4;
define MYAS = 65000;
define CUSTNETS = [ 203.0.113.0/24{24,25}, 198.51.100.0/24 ];
function tag(int kind) { bgp_community.add((MYAS, kind)); bgp_large_community.add((MYAS, 1, kind)); }
filter from_customer {
	if net !~ CUSTNETS then reject "not yours ", net;
	if (65000, 80) ~ bgp_community then bgp_local_pref = 80; else bgp_local_pref = 200;
	bgp_community.delete([ (MYAS, *) ]);
	tag(100);
	accept;
}
protocol device { }
protocol direct { ipv4; interface "cust"; }
protocol static own { ipv4; route 192.0.2.0/24 unreachable; route 192.0.2.128/25 blackhole; route 10.44.0.0/16 via 10.0.1.2 via 10.0.2.2 weight 2; }
protocol kernel { ipv4 { export where source != RTS_DEVICE; }; merge paths on; }
protocol pipe { table master4; peer table cust4; export where source = RTS_BGP; import none; }
protocol bgp customer { local 10.0.1.1 as MYAS; neighbor 10.0.1.2 as 65001; connect delay time 1; ipv4 { import filter from_customer; export where source = RTS_STATIC; import keep filtered; import limit 10 action block; }; }
protocol bgp inner { local 10.0.2.1 as MYAS; neighbor 10.0.2.2 as MYAS; connect delay time 1; rr client; ipv4 { import all; export all; next hop self; }; }
X
cat > cust.conf <<'X'
router id 10.255.0.2;
protocol device { }
protocol static { ipv4; route 203.0.113.0/24 blackhole; route 203.0.113.128/25 blackhole; route 203.0.113.64/26 blackhole; route 198.51.100.0/24 blackhole; route 10.66.0.0/16 blackhole; }
filter out { if net = 198.51.100.0/24 then { bgp_community.add((65000, 80)); bgp_path.prepend(65001); bgp_path.prepend(65001); } if net = 203.0.113.128/25 then { bgp_med = 77; bgp_origin = ORIGIN_INCOMPLETE; } accept; }
protocol bgp isp { local as 65001; neighbor 10.0.1.1 as 65000; connect delay time 1; ipv4 { import all; export filter out; }; }
X
cat > in.conf <<'X'
router id 10.255.0.3;
protocol device { }
protocol kernel { ipv4 { export all; }; }
protocol static { ipv4; route 172.16.0.0/12 blackhole; }
protocol bgp isp { local as 65000; neighbor 10.0.2.1 as 65000; connect delay time 1; ipv4 { import all; export all; }; }
X
T() { sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/[0-9]{4}-[0-9]{2}-[0-9]{2} TIME/DATE/'; }
i() { /opt/bird2/usr/sbin/birdc -s isp.ctl "$@" | T; }
for n in isp cust in; do ip netns exec $n /opt/bird2/usr/sbin/bird -c $n.conf -s $n.ctl; done
sleep 7
i show protocols
i show route
i show route all
i show route filtered
i show route filtered all
i show route table cust4
i show route table cust4 all
i show route table all
i 'show route where (65000, 100) ~ bgp_community'
i 'show route where bgp_path ~ [= * 65001 =]'
i show route export inner
i show route export inner all
i show route export customer
i show route preexport customer
i show route noexport customer
i show route export kernel1
i show route exported inner
i show route export pipe1
i show route export inner.ipv4
i show route import table inner.ipv4
i show route for 203.0.113.200
i show route for 203.0.113.200 all
i show route in 203.0.113.0/24
i show route 203.0.113.0/24 all
i show route protocol customer
i show route protocol customer primary
i show route count
i show route table cust4 count
i show route stats
i show route filtered count
i show route where preference '>' 150 count
i show protocols all customer | grep -v 'timer'
i show protocols all inner | grep -v 'timer'
i show protocols all pipe1
i show protocols all kernel1
i show status | grep -v 'Last\|Current'
i show interfaces summary
i show static own
i show symbols
i show symbols filter
i show symbols MYAS
/opt/bird2/usr/sbin/birdc -s in.ctl show route | T
/opt/bird2/usr/sbin/birdc -s in.ctl show route all | T
/opt/bird2/usr/sbin/birdc -s cust.ctl show route | T
ip -n isp route
ip -n in route
i disable customer
sleep 2
i show protocols customer
i show route
i show route table cust4
i enable customer
sleep 5
i show protocols customer
i reload in customer
i reload out inner
i reload nosuch
i restart inner
sleep 6
i show route count
sed -i 's/import limit 10 action block/import limit 2 action block/' isp.conf
i configure
sleep 5
i show protocols all customer | grep -v timer
i show route protocol customer
i configure undo
sleep 5
i show route protocol customer
sed -i 's/export where source = RTS_STATIC/export none/' isp.conf
i configure soft
i show route export customer
i reload out customer
i show route export customer
i configure check
i down
