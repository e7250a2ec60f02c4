# three routers in a row: aggregates, route attributes on static routes, learned kernel routes announced with MED, krt attributes, tables by kernel
for n in a b c; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.disable_ipv6=1; done
ip link add ab netns a type veth peer name ba netns b
ip link add bc netns b type veth peer name cb netns c
ip -n a addr add 10.0.12.1/30 dev ab
ip -n b addr add 10.0.12.2/30 dev ba
ip -n b addr add 10.0.23.1/30 dev bc
ip -n c addr add 10.0.23.2/30 dev cb
for l in "a ab" "b ba" "b bc" "c cb"; do set -- $l; ip -n $1 link set $2 up; done
ip -n a addr add 10.255.0.1/32 dev lo
ip -n a route add 172.20.0.0/16 via 10.0.12.2 metric 300
ip -n a route add 172.21.0.0/16 dev ab scope link src 10.0.12.1
ip -n a route add unreachable 172.22.0.0/16 metric 77
ip -n a route add prohibit 172.23.0.0/16
ip -n a route add 172.24.0.0/16 proto static nexthop via 10.0.12.2 weight 3 nexthop dev ab
ip -n a route add 172.25.0.0/16 via 10.0.12.2 mtu 1300 advmss 1200
ip -n a route add 172.26.0.0/16 via 10.0.12.2 table 100
cat > a.conf <<'X'
log "a.log" all;
router id 10.255.0.1;
table aux;
table extra;
protocol device { scan time 2; }
protocol direct { interface "lo", "ab"; }
protocol kernel { learn; scan time 2; persist; import all; export where source != RTS_DEVICE && source != RTS_INHERIT; preference 15; }
protocol kernel k100 { table aux; kernel table 100; learn; scan time 2; export all; }
protocol kernel k200 { table extra; kernel table 200; metric 55; export all; }
protocol static agg {
  route 10.10.0.0/16 unreachable { bgp_community.add((65001,7)); bgp_local_pref = 333; };
  route 10.11.0.0/16 blackhole { bgp_med = 40; preference = 120; };
  route 10.12.0.0/16 prohibit;
  route 10.13.0.0/16 via 10.0.12.2 { krt_prefsrc = 10.255.0.1; krt_realm = 5; krt_mtu = 1400; krt_lock_mtu = 1; };
  route 10.14.0.0/16 recursive 10.255.0.9;
  route 10.15.0.0/16 recursive 10.0.12.2;
}
protocol static inaux { table aux; route 192.0.2.0/24 blackhole; route 198.51.100.0/24 via 10.0.12.2; }
protocol pipe side { table master; peer table extra; import none; export where proto = "agg"; mode transparent; }
protocol bgp up {
  local 10.0.12.1 as 65001;
  neighbor 10.0.12.2 as 65002;
  import all;
  export filter {
    case source {
      RTS_STATIC, RTS_STATIC_DEVICE: bgp_med = 10;
      RTS_DEVICE: bgp_med = 20; bgp_community.add((65001, 20));
      RTS_INHERIT: { bgp_med = 30; bgp_origin = ORIGIN_INCOMPLETE; }
      else: reject;
    }
    accept;
  };
  connect delay time 1;
  source address 10.0.12.1;
  default bgp_med 5;
  default bgp_local_pref 77;
}
X
cat > b.conf <<'X'
log "b.log" all;
router id 10.0.23.1;
protocol device { scan time 2; }
protocol direct;
protocol kernel { export all; }
template bgp ups { local as 65002; connect delay time 1; import all; export all; }
protocol bgp toa from ups { neighbor 10.0.12.1 as 65001; default bgp_local_pref 150; preference 110; }
protocol bgp toc from ups { description "down"; neighbor 10.0.23.2 as 65003; next hop self; export filter { if bgp_med = 30 then reject; unset(bgp_med); bgp_path.prepend(65002); accept; }; }
X
cat > c.conf <<'X'
log "c.log" all;
router id 10.0.23.2;
protocol device { scan time 2; }
protocol kernel { export all; metric 200; }
protocol bgp tob { local as 65003; neighbor 10.0.23.1 as 65002; import all; export none; passive; }
X
for n in a b c; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
A() { birdc -s a.ctl "$@"; }
B() { birdc -s b.ctl "$@"; }
C() { birdc -s c.ctl "$@"; }
sleep 8
A show protocols
A show route
A show route all
A show route table aux
A show route table aux all
A show route table extra
A show route count
A show route table extra count
A show route stats
A show route export up
A show route preexport up
A show route noexport up
A show route export up all 10.10.0.0/16
A show route export up where bgp_med = 30
A show route export k100
A show route export k200 count
A show route noexport kernel1
A show route export side
A show route export side count
A show protocols all side
A show protocols all agg
A show protocols all kernel1
A show protocols all k200
A show static
A show static inaux
A show route protocol agg primary
A show route filtered protocol agg
ip -n a route
ip -n a route show table 100
ip -n a route show table 200
ip -n a -d route show proto bird
B show protocols
B show route
B show route all protocol toa
B show route export toc all
ip -n b route
B show protocols all toc | sed 's,: *[0-9]*/\([0-9]*\)$,: N/\1,'
C show route
C show route all
C show route where bgp_path.len = 3 count
C show route where 'bgp_path ~ [= 65002 65002 65001 =]' count
C show route where 'bgp_path ~ [= 65002 + 65001 =]' count
ip -n c route
ip -n c route show proto bird
ip -n c route show table all proto bird
ip -n c route get 10.10.1.1
# kernel routes come and go
ip -n a route del 172.20.0.0/16 metric 300
ip -n a route add 172.30.0.0/16 via 10.0.12.2
sleep 3
A show route protocol kernel1
C show route
ip -n a route del 10.13.0.0/16
ip -n a route change 172.25.0.0/16 via 10.0.12.2 mtu 1280
sleep 3
ip -n a route show proto bird
A show route 172.25.0.0/16 all
ip -n a addr del 10.255.0.1/32 dev lo
sleep 1
A show route protocol direct1
A show route 10.14.0.0/16
B show route protocol toa
ip -n a link set ab down
sleep 3
A show route
A show protocols
A show interfaces
A show neighbors
ip -n a route
ip -n a link set ab up
sleep 8
A show route
A show protocols
sed 's/^[^<]*//' a.log | grep -v -i 'connection'
A down
sleep 1
ip -n a route
B show route
