# options of a BGP session one after the other, as BIRD 1.6.8 takes or refuses them; then those that meet what is missing
t() { cat > t.conf; bird -p -c t.conf; echo "= $?"; }
g() { echo "# $1"; printf 'router id 1.1.1.1;\nprotocol device { }\ntable aux; roa table rt;\nprotocol bgp { local as 65001; neighbor 10.0.0.2 as 65002; %s }\n' "$1" | t; }
while read -r line; do g "$line"; done <<'X'
local 10.0.0.1 as 65001;
local as 0;
local as 4294967295;
local as 4294967296;
local 10.0.0.1;
local port 1790 as 5;
neighbor 10.0.0.2 port 1790 as 65002;
neighbor 10.0.0.2;
neighbor as 65002;
neighbor 10.0.0.2 as 65001;
neighbor fe80::1 as 2;
neighbor range 10.0.0.0/24 as 2;
neighbor 10.0.0.2 external;
neighbor 10.0.0.2%eth0 as 65002;
interface "eth0";
direct; multihop;
multihop; direct;
multihop 5;
multihop 255;
multihop 256;
multihop 0;
source address 10.0.0.1;
next hop self;
next hop self; next hop keep;
next hop keep;
next hop frob;
missing lladdr self;
gateway direct;
gateway recursive;
multihop; gateway direct;
gateway frob;
igp table aux;
igp table nosuch;
check link on;
check link on; multihop;
bfd on;
bfd graceful;
ttl security on;
ttl security on; multihop 3;
ttl security on; multihop;
password "secret";
setkey no;
passive on;
passive;
rr client;
rr cluster id 1.2.3.4;
rs client;
secondary on;
table aux; secondary;
add paths on;
add paths rx;
add paths tx;
add paths frob;
allow local as 3;
allow local as;
allow bgp_local_pref on;
enable route refresh off;
graceful restart on;
graceful restart aware;
graceful restart time 30;
long lived graceful restart on;
interpret communities off;
enable as4 off;
enable extended messages on;
capabilities off;
advertise ipv4 off;
route limit 10;
disable after error on;
hold time 3;
hold time 2;
hold time 0;
hold time 65536;
startup hold time 10;
keepalive time 5;
hold time 30; keepalive time 40;
connect retry time 5;
connect delay time 0;
start delay time 5;
error wait time 5, 60;
error wait time 60, 5;
error wait time 5;
error forget time 5;
path metric off;
med metric on;
deterministic med on;
igp metric off;
prefer older on;
default bgp_med 5;
default bgp_local_pref 5;
default frob 5;
confederation 65000;
confederation member on;
preference 200;
import limit 10 action warn;
import limit 10;
import limit 10 action disable; receive limit 20 action restart; export limit 30 action block;
import keep filtered on;
import keep filtered on; add paths on;
description "a peer";
disabled;
debug { states, events, packets };
mrtdump all;
require graceful restart on;
ipv4 { import all; };
dynamic name "x";
authentication md5;
free bind on;
strict bind on;
tx size warning 5;
X
h() { echo "# $1"; printf 'router id 1.1.1.1;\nprotocol device { }\n%s\n' "$1" | t; }
while read -r line; do h "$line"; done <<'X'
protocol bgp { neighbor 10.0.0.2 as 2; }
protocol bgp { local as 1; }
protocol bgp { }
protocol bgp { local as 1; neighbor 10.0.0.2 as 1; rs client; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 1; rr client; rs client; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 1; rr client; rr cluster id 1.1.1.1; next hop self; }
protocol bgp { local as 70000; neighbor 10.0.0.2 as 2; enable as4 off; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 70000; enable as4 off; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; local as 3; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; neighbor 10.0.0.3 as 3; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; neighbor 10.0.0.2 as 3; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; export all; import all }
protocol bgp { local as 1, neighbor 10.0.0.2 as 2; }
protocol bgp x { local as 1; neighbor 10.0.0.2 as 2; } protocol bgp x { local as 1; neighbor 10.0.0.3 as 2; }
protocol bgp x { local as 1; neighbor 10.0.0.2 as 2; } protocol bgp y { local as 1; neighbor 10.0.0.2 as 2; }
protocol bgp { local as LOCAL; neighbor 10.0.0.2 as 2; }
define LOCAL = 65001; define PEER = 10.0.0.2; protocol bgp { local as LOCAL; neighbor PEER as LOCAL + 1; }
define LOCAL = 65001; define PEER = 10.0.0.2; protocol bgp { local as LOCAL; neighbor PEER as (LOCAL + 1); hold time 3 * 30; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; hold time "x"; }
protocol bgp { local as 1; neighbor "x" as 2; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; import where; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; import where 5; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; import where net ~ 5; }
protocol bgp { local as 1; neighbor 10.0.0.2 as 2; export filter { reject }; }
X
