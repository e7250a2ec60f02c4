# limits: import, receive and export with each action, seen on both sides, raised and lowered in the running session
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 10.0.0.1/30 dev eth0
ip -n r2 addr add 10.0.0.2/30 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
one() { cat > r1.conf <<X
log "r1.log" { info, warning, error, remote };
router id 1.1.1.1;
protocol device { }
protocol kernel { export all; }
protocol bgp r2 { local as 65001; neighbor 10.0.0.2 as 65002; passive; error wait time 30, 60; import keep filtered; import where net.len < 24; export none; $1 }
X
}
cat > r2.conf <<'X'
log "r2.log" { info, warning, error, remote };
router id 2.2.2.2;
protocol device { }
protocol static { import limit 6 action warn; route 20.1.0.0/16 blackhole; route 20.2.0.0/16 blackhole; route 20.3.0.0/16 blackhole; route 20.4.0.0/16 blackhole; route 20.5.0.0/24 blackhole; route 20.6.0.0/24 blackhole; route 20.7.0.0/24 blackhole; }
protocol bgp r1 { local as 65002; neighbor 10.0.0.1 as 65001; connect delay time 1; error wait time 30, 60; import none; export all; }
X
A() { birdc -s r1.ctl "$@"; }
B() { birdc -s r2.ctl "$@"; }
T() { sed -E 's,: +[0-9.]+/([0-9]+)$,: N/\1,'; }
B show status
for l in 'import limit 2 action warn;' 'import limit 2 action block;' 'import limit 2 action restart;' 'import limit 2 action disable;' 'receive limit 5 action warn;' 'receive limit 5 action block;' 'receive limit 5 action restart;' 'receive limit 5 action disable;' 'import limit 2;' 'receive limit 2 exceed;' 'route limit 3;' 'import limit 9 action block; receive limit 6 action block;'; do
  echo "== $l"
  one "$l"
  ip netns exec r1 bird -p -c r1.conf || continue
  rm -f r1.log r2.log
  for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
  sleep 6
  A show protocols r2
  A show protocols all r2 | tail -n +4 | grep -v 'Export updates' | T
  A show route
  A show route filtered
  A show route count
  B show route export r1 count
  ip -n r1 route show proto bird
  sed 's/^[^<]*//' r1.log
  A down
  B down
  sleep 1
done
one 'import limit 2 action block;'
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 3
A show route
one 'import limit 3 action block;'
A configure
sleep 1
A show route
A reload in r2
sleep 1
A show route
A show protocols all r2 | grep -i limit -A1
one 'import limit 1 action block;'
A configure
sleep 1
A show route
A show protocols all r2 | grep -i limit -A1
one 'import limit off;'
A configure
sleep 1
A show route
A reload in r2
sleep 1
A show route
A show route stats
sed 's/^[^<]*//' r1.log
A down
B down
