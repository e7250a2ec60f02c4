#!/bin/bash
# filters of BIRD 1.6.8: case, loops of sets, prefix patterns, paths, communities, functions, print
ip link add e0 type veth peer name e1
ip addr add 192.168.16.1/24 dev e0
ip link set e0 up
ip link set e1 up
mkdir -p /run/bird
cat > f.conf <<'END'
log "/root/f.log" all;
router id 10.0.0.1;
define A = 65001;
define NETS = [ 10.0.0.0/8{16,24}, 192.168.0.0/16+, 172.16.0.0/12- ];
define ASES = [ 1, 5..9, 65000..65100 ];
define ADDRS = [ 10.0.0.1, 10.1.0.0..10.1.255.255 ];
function f(int x; pair p) int y; {
  y = x * 2;
  if p ~ [(1,2..5), (7,*)] then return y;
  return 0 - 1;
}
function kind(prefix n) {
  case n.len {
    8, 16: print n, " wide";
    17..24: print n, " middle";
    else: print n, " narrow"; return 1;
  }
  return 0;
}
filter shapes {
  print "net ", net, " len ", net.len, " ip ", net.ip, " dest ", dest, " source ", source, " gw ", gw, " proto ", proto, " pref ", preference;
  kind(net);
  if net ~ NETS then print "in NETS";
  if net !~ NETS then print "out of NETS";
  if net.ip ~ ADDRS then print "in ADDRS";
  if net = 10.1.0.0/16 then { preference = 150; bgp_community.add((A, 1)); accept; }
  if net ~ [ 10.2.0.0/16, 10.3.0.0/16{16,16} ] then { bgp_path.prepend(A); bgp_path.prepend(64999); bgp_med = 5; accept "twice"; }
  if net ~ 10.4.0.0/14 then reject "no ", net;
  if defined(bgp_med) then print "has med"; else print "no med";
  bgp_local_pref = f(21, (1,3));
  bgp_large_community.add((A, 2, 3));
  bgp_ext_community.add((rt, A, 7));
  bgp_ext_community.add((ro, 10.0.0.9, 7));
  accept;
}
protocol device { }
protocol static s1 {
  import filter shapes;
  route 10.1.0.0/16 blackhole;
  route 10.2.0.0/16 via 192.168.16.7;
  route 10.3.0.0/16 unreachable;
  route 10.5.0.0/16 prohibit;
  route 10.9.9.9/32 blackhole;
  route 172.0.0.0/11 blackhole;
  route 192.168.77.128/25 via "e0";
  route 0.0.0.0/0 via 192.168.16.8;
}
END
bird -p -c f.conf
bird -c f.conf
sleep 2
cat f.log | sed -E 's/^.{19} //'
birdc show route
birdc show route all
birdc show route where net.len = 16
birdc show route where 'net ~ [ 10.0.0.0/8{9,16} ]'
birdc show route where 'bgp_path ~ [= * 65001 =]'
birdc show route where 'bgp_path ~ [= 64999 65001 =]'
birdc show route where 'bgp_path ~ [= 64999 ? =]'
birdc show route where 'bgp_path.first = 64999'
birdc show route where 'bgp_path.last = 65001'
birdc show route where 'bgp_path.len = 2'
birdc show route where 'bgp_path ~ [ 65001 ]'
birdc show route where '(65001,1) ~ bgp_community'
birdc show route where 'bgp_community ~ [ (65001,*) ]'
birdc show route where 'bgp_community ~ [ (65000..65002, 0..5) ]'
birdc show route where '(65001,2,3) ~ bgp_large_community'
birdc show route where 'bgp_large_community ~ [ (65001,*,*) ]'
birdc show route where '(rt, 65001, 7) ~ bgp_ext_community'
birdc show route where 'bgp_ext_community ~ [ (ro, *, *) ]'
birdc show route where 'source = RTS_STATIC'
birdc show route where 'source = RTS_STATIC_DEVICE'
birdc show route where 'dest = RTD_BLACKHOLE'
birdc show route where 'dest = RTD_ROUTER'
birdc show route where 'gw = 192.168.16.7'
birdc show route where 'ifname = "e0"'
birdc show route where 'proto = "s1"' count
birdc show route where 'proto ~ "s*"' count
birdc show route where 'preference > 150'
birdc show route where '!defined(bgp_med)'
birdc show route where 'defined(bgp_med) && bgp_med = 5'
birdc show route where 'bgp_local_pref = 42'
birdc show route where 'f(1,(7,9)) = 2' count
birdc show route where 'f(1,(8,9)) = 2' count
birdc show route where 'kind(net) = 1'
birdc show route where true
birdc show route where false
birdc show route where 1
birdc show route where net
birdc show route where 'net ~ '
birdc show route where nosuch
birdc show route filter shapes
birdc show route filter nosuch
birdc show route filter '{ if net.len > 16 then accept; reject; }'
birdc show route filter '{ preference = 7; accept; }' 10.1.0.0/16
birdc show route filter '{ bgp_med = 9; accept; }' all 10.1.0.0/16
birdc show route filter '{ bgp_path.delete(65001); bgp_community.delete([(65001,*)]); accept; }' all 10.2.0.0/16
birdc show route filter '{ bgp_path.filter([64999]); accept; }' all 10.2.0.0/16
birdc show route filter '{ bgp_path.empty; accept; }' all 10.2.0.0/16
birdc show route filter '{ unset(bgp_med); accept; }' all 10.2.0.0/16
birdc show route filter '{ gw = 192.168.16.99; accept; }' 10.2.0.0/16
birdc show route filter '{ dest = RTD_UNREACHABLE; accept; }' 10.2.0.0/16
birdc show route filter '{ print 1/0; accept; }' 10.2.0.0/16
birdc show route filter '{ int i; i = 3; if i > 2 then accept; }' count
birdc eval '10.1.0.0/16 ~ NETS'
birdc eval '10.1.0.0/8 ~ NETS'
birdc eval '5 ~ ASES'
birdc eval '4 ~ ASES'
birdc eval f
birdc eval 'f(4,(1,2))'
birdc eval NETS
birdc eval ASES
birdc eval ADDRS
birdc eval '+empty+'
birdc eval 'prepend(prepend(+empty+, 5), 6)'
birdc eval 'add(-empty-, (1,2))'
birdc eval 'add(--empty--, (rt,1,2))'
birdc eval 'add(---empty---, (1,2,3))'
birdc eval '[= 1 2 * ? [3] =]'
birdc eval '(1,2)'
birdc eval '(rt,1,2)'
birdc eval '(1,2,3)'
birdc eval '1.2.3.4.mask(8)'
birdc eval '1.2.3.4 ~ 1.0.0.0/8'
birdc eval '"a" ~ "a*"'
birdc eval '1 = "a"'
birdc eval '1 < 2 && 3 > 2 || false'
birdc eval '!true'
birdc eval '~true'
birdc eval '2 - 3'
birdc eval '7 / 2'
birdc eval '7 % 2'
birdc eval '(1 + 2) * 3'
birdc eval 1 +
birdc eval
