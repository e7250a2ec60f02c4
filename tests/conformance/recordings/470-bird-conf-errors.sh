# configurations that bird -p refuses, with file, line and column
t() { cat > t.conf; bird -p -c t.conf; echo "exit $?"; }
t <<X
X
t <<X
router id 1.1.1.1
protocol device { }
X
t <<X
router id 1.1.1.1;
protocol device { scan time zonk; }
X
t <<X
protocol bgp peer { local as 1; }
X
t <<X
protocol bgp r2 { }
X
t <<X
protocol bgp r2 { local as 65001; }
X
t <<X
protocol bgp r2 {
  local as 65001;
  neighbor 192.168.12.2 as 65002;
  neighbor 192.168.12.3 as 65002;
}
X
t <<X
protocol bgp r2 { local as 65001; neighbor 192.168.12.2 as 65002; rr client; }
X
t <<X
protocol bgp r2 { local as 65001; neighbor 192.168.12.2 as 65001; multihop 300; }
X
t <<X
protocol static { route 10.0.0.1/8 blackhole; }
X
t <<X
protocol static { route 10.0.0.0/33 blackhole; }
X
t <<X
protocol static { route 10.0.0.0/8 via 300.1.1.1; }
X
t <<X
protocol static { route 10.0.0.0/8 multipath via 1.1.1.1 weight 300; }
X
t <<X
protocol static { route 10.0.0.0/8 zonk; }
X
t <<X
protocol kernel { export filter nobody; }
X
t <<X
filter f { if net ~ [ 10.0.0.0/8{24,8} ] then accept; }
protocol device { }
X
t <<X
filter f { bgp_community.add((65001,70000)); accept; }
protocol device { }
X
t <<X
filter f { proto = "x"; }
X
t <<X
filter f { a = 5; }
X
t <<X
function f(int a) { return a; }
filter g { if f(1, 2) = 3 then accept; }
X
t <<X
define x = 5;
define x = 6;
X
t <<X
define x = 1 / 0;
X
t <<X
include "nothere.conf";
protocol device { }
X
t <<X
protocol kernel { }
protocol kernel { }
X
t <<X
protocol device { }
protocol device { }
X
t <<X
protocol bgp a from nobody { }
X
t <<X
template bgp t { local as 1; start delay time 5; }
protocol bgp a from t { neighbor 1.1.1.1 as 2; }
X
t <<X
/* never ends
X
t <<X
protocol static "x" { }
X
t <<X
router id ::1;
X
bird -p -c nofile.conf; echo "exit $?"
