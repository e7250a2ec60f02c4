# one option after the other, as BIRD 1.6.8 takes or refuses it
t() { cat > t.conf; bird -p -c t.conf; echo "= $?"; }
g() { echo "# $1"; printf 'router id 1.1.1.1;\nprotocol device { }\n%s\n' "$1" | t; }
while read -r line; do g "$line"; done <<'X'
router id from "eth0";
router id from "eth*", -"lo", 10.0.0.0/8;
router id 2.2.2.2
listen bgp address 10.0.0.1;
listen bgp address 10.0.0.1 port 1179;
listen bgp port 1790 dual;
listen bgp v6only;
timeformat route iso long;
timeformat protocol "%H:%M:%S";
timeformat base iso short;
timeformat log "%T" 3600 "%F";
timeformat route old short;
timeformat all iso;
log stderr all;
log syslog name "birdx" all;
log "x.log" { debug, trace };
log "x.log" { frob };
log fixed "x.log" all;
mrtdump "x.mrt";
mrtdump protocols all;
debug protocols all;
debug protocols { states, routes };
debug commands 2;
debug latency on;
watchdog warning 5 s;
watchdog timeout 5;
graceful restart wait 10;
password "x";
table a; table a;
table b sorted;
roa table r { roa 10.0.0.0/8 max 24 as 65001; };
eval 1 + 1;
define X = 1; define X = 2;
define Y = nosuch;
define master = 1;
include "nosuch.conf";
include "t*.nope";
protocol device { scan time 5; primary "eth0" 10.0.0.1; primary 10.0.0.0/8; }
protocol device { scan time 0; }
protocol device d2 { }
protocol direct { interface "eth*", "lo"; check link; }
protocol direct { interface -"lo", "*"; }
protocol direct { interface "e" 10.0.0.0/8; }
protocol direct { interface; }
protocol kernel { learn; persist; scan time 5; import all; export all; device routes; kernel table 10; merge paths on limit 4; }
protocol kernel { metric 5; }
protocol kernel { kernel table 10; } protocol kernel { kernel table 10; }
protocol kernel { } protocol kernel { }
table t5; protocol kernel { table t5; }
table t5; protocol kernel { table t5; kernel table 5; }
protocol kernel { kernel table 300000; }
protocol kernel { merge paths limit 0; }
protocol kernel { merge paths on limit 300; }
protocol kernel { graceful restart; }
protocol static { check link; igp table master; route 10.0.0.0/8 via 10.0.0.1; }
protocol static { route 10.0.0.0/8 via "eth0"; route 10.1.0.0/16 drop; route 10.2.0.0/16 reject; route 10.3.0.0/16 prohibit; route 10.4.0.0/16 unreachable; route 10.5.0.0/16 blackhole; }
protocol static { route 10.0.0.0/8 multipath via 10.0.0.1 weight 256 via 10.0.0.2 weight 2; }
protocol static { route 10.0.0.0/8 multipath via 10.0.0.1 weight 257; }
protocol static { route 10.0.0.0/8 multipath via 10.0.0.1 weight 0; }
protocol static { route 10.0.0.0/8 recursive 10.9.9.9; }
protocol static { route 10.0.0.0/8 via 10.0.0.1 bfd; }
protocol static { route 10.0.0.0/8 via 10.0.0.1 { preference = 5; bgp_med = 5; krt_metric = 3; }; }
protocol static { route 10.0.0.0/8 via 10.0.0.1%eth0; }
protocol static { route 10.0.0.1/8 via 10.0.0.1; }
protocol static { route 10.0.0.0/8; }
protocol static { route 10.0.0.0/8 frob; }
protocol static { route fe80::/64 blackhole; }
protocol static { route 10.0.0.0/8 blackhole }
protocol static { preference 65536; }
protocol static { preference 0; }
protocol static { import filter { accept; }; export none; }
protocol static { import nosuch; }
protocol static { import filter nosuch; }
protocol static { table nosuch; }
protocol static { description "text"; disabled; disabled no; debug all; debug { routes, frob }; }
protocol static { description text; }
protocol static { vrf "x"; }
protocol static { password "x"; }
protocol static { interface "eth0"; }
protocol static static { }
protocol static a-b { }
protocol static 'a-b' { }
protocol static x from nosuch { }
protocol frob { }
protocol pipe { peer table master; }
protocol pipe { table master; }
table q; protocol pipe { peer table q; mode transparent; import all; export all; }
table q; protocol pipe { peer table q; mode opaque; }
table q; protocol pipe { peer table q; mode frob; }
template static st { preference 5; } protocol static from st { route 10.0.0.0/8 blackhole; }
template bgp b1 { local as 1; } template bgp b2 from b1 { neighbor 10.0.0.1 as 2; } protocol bgp from b2 { }
template static st { } protocol bgp from st { }
function f() { return 1 } 
function f() { return 1; } function f() { return 2; }
function f(int a) { return a; } function g() { return f(1, 2); }
function f(frob a) { }
filter f { accept } 
filter f { if 1 then accept; }
filter f { reject; } filter f { accept; }
filter f { case net { 10.0.0.0/8: accept; } }
filter f { case 1 { "a": accept; } }
filter f { return true; }
filter f { x = 1; accept; }
filter f int x; { x = "a"; accept; }
filter f int x; { x = 1; if x then accept; }
filter f { net = 10.0.0.0/8; accept; }
filter f { proto = "x"; accept; }
filter f { gw = 10.0.0.1; accept; }
filter f { from = 10.0.0.1; dest = RTD_BLACKHOLE; scope = SCOPE_HOST; accept; }
filter f { bgp_path = 5; accept; }
filter f { bgp_path.add(5); accept; }
filter f { bgp_path.prepend("a"); accept; }
filter f { bgp_community.add(5); accept; }
filter f { bgp_community.prepend((1,2)); accept; }
filter f { bgp_community.add((1,2,3)); accept; }
filter f { bgp_large_community.add((1,2)); accept; }
filter f { bgp_ext_community.add((1,2)); accept; }
filter f { bgp_origin = 1; bgp_med = true; accept; }
filter f { bgp_origin = ORIGIN_IGP; bgp_next_hop = 5; accept; }
filter f { bgp_frob = 1; accept; }
filter f { ospf_metric1 = 1; rip_metric = 2; accept; }
filter f { krt_mtu = 1300; krt_lock_mtu = true; krt_realm = 3; krt_scope = 200; krt_advmss = 5; accept; }
filter f { krt_frob = 1; accept; }
filter f { krt_metric = 1; krt_source = 2; accept; }
bfd { }
protocol bfd { interface "*" { interval 200 ms; }; }
attribute int x;
ipv4 table x;
X
echo 'protocol device { }' | t
printf '' | t
echo 'router id 1.1.1.1;' | t
printf 'router id 1.1.1.1;\n# no end' | t
printf 'router id 1.1.1.1; /* open\n' | t
printf 'router id 1.1.1.1;\nprotocol device {\n' | t
printf 'router id 1.1.1.1;\nprotocol device { }\n}\n' | t
printf 'router id 1.1.1.1;\nprotocol bgp {\n\tlocal as 1;\n\tneighbour 10.0.0.1 as 2;\n}\n' | t
