# expressions, symbols and help through birdc
ip netns add r1
ip -n r1 link set lo up
cat > r1.conf <<X
router id 1.1.1.1;
table t1;
define N = 5;
define LAN = [ 10.0.0.0/8{16,24}, 192.168.0.0/16+ ];
filter f1 { accept; }
function twice(int a) { return a * 2; }
function size(int n) { case n { 1..5: return "low"; 7: return "seven"; else: return "other"; } }
template bgp tb { local as 1; }
protocol device { }
protocol static s1 { route 10.1.0.0/16 blackhole; route 10.2.0.0/25 blackhole; route 11.0.0.0/8 prohibit; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
for e in 'N * 2' 'twice(N) + 1' 'size(3)' 'size(7)' 'size(70)' '1 / 0' '10.1.0.0/16 ~ LAN' '10.0.0.0/8 ~ LAN' '(65001, 3)' '(rt, 65001, 3)' '(65001, 1, 2)' 'add(-empty-, (1,2))' 'prepend(prepend(+empty+, 1), 2)' 'prepend(+empty+, 5) ~ [= * 5 =]' '1.2.3.4.mask(8)' '10.0.0.0/8.len' 'RTS_BGP' '1 = "a"' '1 < "a"' 'zonk' 'net' '"abc" ~ "a*"'; do birdc -s r1.ctl eval "$e"; done
birdc -s r1.ctl 'show route where net ~ LAN'
birdc -s r1.ctl 'show route where net.len > 20'
birdc -s r1.ctl 'show route filter f1 count'
birdc -s r1.ctl 'show route filter { if dest = RTD_PROHIBIT then accept; reject; }'
birdc -s r1.ctl 'show route where zonk'
birdc -s r1.ctl 'show route where net ~ [10.0.0.0/8'
birdc -s r1.ctl show symbols
birdc -s r1.ctl show symbols function
birdc -s r1.ctl show symbols N
birdc -s r1.ctl sh ro 11.0.0.0/8
birdc -s r1.ctl s s
birdc -s r1.ctl re
birdc -s r1.ctl conf c
birdc -s r1.ctl zonk
birdc -s r1.ctl show
birdc -s r1.ctl down
