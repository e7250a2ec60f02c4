# masks of paths, deletes and filters of lists, sets of everything, case on all types, nested functions, print to the log
ip link add e0 type veth peer name e1
ip addr add 192.168.16.1/24 dev e0
ip link set e0 up
ip link set e1 up
t() { cat > t.conf; bird -p -c t.conf; echo "exit $?"; }
t <<X
define EXTS = [ (rt,65001,*), (ro,*,*) ];
X
t <<X
function pow(int b; int e) int r; { if e > 1 then r = b * pow(b, e - 1); return r; }
X
t <<X
function f(int len) { return len; }
X
t <<X
function f(int s) { return s; }
X
t <<X
function f(int a) { case a { 1: return 1; 1: return 2; } }
protocol device { }
X
t <<X
filter f { if bgp_path ~ [= * 2 [1, 65001] =] then accept; }
X
t <<X
filter f { if bgp_path ~ [= * [60000..65000] * =] then accept; }
X
t <<X
define E = [ (rt,1,*) ];
filter f { print filter(bgp_ext_community, E); print F; }
X
t <<X
filter f { nosuch(1); accept; }
X
t <<X
filter f { if net.len then accept; reject; }
protocol device { }
X
t <<X
filter f { bgp_path.prepend(1.2.3.4); bgp_med = true; accept; }
protocol device { }
X
t <<X
filter f { net = 10.0.0.0/8; }
X
t <<X
filter f { source = RTS_BGP; }
X
t <<X
filter f { accept }
X
t <<X
filter f { if true { accept; } }
X
t <<X
filter f { if true then accept; else reject; else reject; }
X
t <<X
filter f { printn "a"; }
X
t <<X
filter f { int a = 5; accept; }
X
t <<X
filter f int a; int a; { accept; }
X
t <<X
filter f { return 1; }
protocol device { }
X
t <<X
filter accept { accept; }
X
t <<X
function f() { if f() then return 1; }
X
t <<X
define A = B;
X
t <<X
define A = "text
";
X
t <<X
define A = 99999999999;
X
t <<X
define A = 0xzz;
X
t <<X
define A = 'x y';
X
t <<X
define A = 10.0.0.1/8;
X
t <<X
define A = [1, 2, 1.1.1.1];
X
t <<X
define A = [];
protocol device { }
X
t <<X
define A = [ 10.0.0.0/8{4,8} ];
protocol device { }
X
t <<X
protocol static s { }
X
cat > f.conf <<'END'
log "/root/f.log" all;
router id 10.0.0.1;
timeformat route iso long;
timeformat protocol "%Y";
define LOCALAS = 65001;
define BOGONS = [ 0.0.0.0/8+, 10.0.0.0/8{24,32}, 224.0.0.0/4+, 169.254.0.0/16+ ];
define PRIV = [ 64512..65534, 4200000000..4294967294 ];
define COMMS = [ (65001,1..10), (65002,*), (*,666) ];
define LARGES = [ (65001,*,*), (65002,1..5,*), (1,2,3) ];
define QUADS = [ 1.0.0.0..1.255.255.255, 9.9.9.9 ];
function pow(int b; int e) int r; { r = b; if e > 1 then r = r * b; if e > 2 then r = r * b; if e > 3 then { r = r * b; } return r; }
function classify(int x) {
  case x { 0..7: return 1; 8: return 2; 9..15: return 3; 16, 17, 18: return 4; else: return 5; }
}
function lists() clist vc; bgppath vp; eclist ve; lclist vl; string vs; quad vq; ec vx; lc vy; bool vb; ip vi; prefix vn; {
  vc = -empty-;
  vc = add(vc, (65001, 5)); vc = add(vc, (65002, 6)); vc = add(vc, (3, 666)); vc = add(vc, (65001, 5));
  print "c ", vc, " len ", vc.len;
  print "filter ", filter(vc, COMMS), " delete ", delete(vc, COMMS), " one ", delete(vc, (3,666));
  if vc ~ COMMS then print "c matches";
  if (3,666) ~ vc then print "member";
  vp = +empty+;
  vp = prepend(vp, 65001); vp = prepend(vp, 2); vp = prepend(vp, 65001); vp = prepend(vp, 3);
  print "p ", vp, " len ", vp.len, " first ", vp.first, " last ", vp.last;
  print delete(vp, 65001), " / ", filter(vp, [65001]), " / ", delete(vp, PRIV);
  if vp ~ [= 3 * =] then print "m1";
  if vp ~ [= 3 65001 2 65001 =] then print "m2";
  if vp ~ [= ? ? ? ? =] then print "m3";
  if vp ~ [= ? ? ? =] then print "m4";
  if vp ~ [= =] then print "m7";
  if 2 ~ vp then print "m8";
  if vp ~ [2, 5] then print "m9";
  if vp.last ~ PRIV then print "private origin";
  ve = --empty--;
  ve = add(ve, (rt, 65001, 1)); ve = add(ve, (ro, 1.2.3.4, 2)); ve = add(ve, (generic, 0x12345678, 9));
  vl = ---empty---;
  vl = add(vl, (65001, 2, 3)); vl = add(vl, (65002, 9, 1)); vl = add(vl, (1,2,3));
  print "l ", vl, " len ", vl.len, " ", delete(vl, LARGES), " ", filter(vl, [(65002,*,*)]);
  vi = 1.2.3.4; vn = 10.20.0.0/14; vq = 9.9.9.9;
  print vi, " ", vi.mask(12), " ", vn, " ", vn.ip, " ", vn.len;
  if vi ~ QUADS then print "i in";
  if vi ~ 1.2.0.0/16 then print "i in prefix";
  if vn ~ 10.0.0.0/8 then print "n in";
  vb = vi = 1.2.3.4; print vb, " ", !vb, " ", vb && false, " ", vb || false;
  vs = "text"; print vs, " ", vs = "text", " ", vs ~ "t*t", " ", vs ~ "t?t";
  vx = (rt, 1, 2); vy = (1, 2, 3); print vx, " ", vy, " ", vx = (rt,1,2), " ", vy < (1,2,4);
  print 1.2.3.4 < 1.2.3.5, " ", (1,2) < (1,3), " ", 10.0.0.0/8 = 10.0.0.0/8;
  print 7 - 9, " ", 3 * 5, " ", 17 / 5, " ", 1 = 1, " ", 1 != 1, " ", 2 >= 2, " ", 2 <= 1;
  if vp ~ [= * 2 65001 =] then print "m5";
  print BOGONS; print PRIV; print COMMS; print LARGES; print QUADS;
  print pow(3, 4), " ", classify(4), classify(8), classify(12), classify(17), classify(30);
  print [= 1 2 ? * 5 =];
  return true;
}
filter imp {
  if net ~ BOGONS then { print "bogon ", net; reject; }
  if net.len = 16 then { lists(); }
  bgp_path.prepend(7); bgp_path.prepend(8); bgp_path.prepend(7);
  bgp_community.add((65001,1)); bgp_community.add((9,9));
  bgp_community.filter(COMMS);
  bgp_large_community.add((65001,0,1)); bgp_large_community.delete([(65001,0,*)]);
  bgp_ext_community.add((rt,65001,3));
  accept;
}
protocol device { }
protocol static st { import filter imp; route 10.1.0.0/16 blackhole; route 10.1.2.0/24 blackhole; route 20.0.0.0/8 via 192.168.16.2; route 169.254.1.0/24 blackhole; }
END
bird -p -c f.conf
bird -c f.conf -s f.ctl
sleep 1
sed -E 's/^[^<]*//' f.log
b() { birdc -s f.ctl "$@"; }
b show route all
b show route filtered
b show protocols all s
b show route where 'bgp_path ~ [= 7 * 7 =]'
b show route where 'bgp_path ~ [= 8 =]'
b show route where 'delete(bgp_path, 7).len = 1'
b show route where '7 ~ bgp_path'
b show route where 'bgp_ext_community ~ EXTS'
b show route where 'bgp_community.len > 0'
b show route where 'lists()' count
b eval lists
b eval 'lists()'
b eval 'pow(2,10)'
b eval BOGONS
b eval PRIV
b eval COMMS
b eval LARGES
b eval EXTS
b eval 'filter(add(add(-empty-,(1,2)),(3,4)),[(1,*)])'
b eval 'add(---empty---,(1,2,3))'
b eval '(1,2).asn'
b eval '(1,2).data'
b eval '1.2.3.4.len'
b eval '10.0.0.0/8.len'
b eval '10.0.0.0/8.ip'
b eval '[1,2,3..5]'
b eval '1 ~ [1,2]'
b eval '[= * =]'
b eval 'RTS_BGP'
b eval 'ORIGIN_IGP'
b eval 'SCOPE_UNIVERSE'
b eval 'RTD_BLACKHOLE'
b eval 'RTS_BGP = RTS_STATIC'
b eval 'ORIGIN_IGP < ORIGIN_EGP'
b eval '1 = true'
b eval '1 + true'
b eval '1 && 2'
b eval 'true + 1'
b eval '"a" + "b"'
b eval '"a" < "b"'
b eval '0xff'
b eval '4294967295 + 1'
b eval '4294967296'
b eval '-1'
b eval '5 / 0'
b eval '1.2.3.4 + 1'
b eval 'net'
b eval 'bgp_path'
b eval 'defined(1)'
b eval 'prepend(1, 2)'
b eval 'add(1, 2)'
b eval 'add(+empty+, 3)'
b eval 'filter(+empty+, [1])'
b eval '(65536, 1)'
b eval '(1, 2, 3, 4)'
b eval '[1, 2.2.2.2]'
b eval '[10.0.0.0/8{8,4}]'
b eval '[10.0.0.0/8{33,40}]'
b eval '[10.0.0.0/8+, 11.0.0.0/8-]'
b eval '10.0.0.0/8+ ~ [10.0.0.0/8]'
