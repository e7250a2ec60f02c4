# route reflection with two clusters, next hop self and keep, an IGP of static routes below: what each router sees
for n in rr1 rr2 c1 c2 x; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.disable_ipv6=1; done
ip netns add lan; ip -n lan link set lo up; ip -n lan link add br0 type bridge; ip -n lan link set br0 up
k=1
for n in rr1 rr2 c1 c2; do
  ip link add eth0 netns $n type veth peer name p$n netns lan
  ip -n lan link set p$n master br0 up
  ip -n $n addr add 10.0.0.$k/24 dev eth0
  ip -n $n addr add 10.255.0.$k/32 dev lo
  ip -n $n link set eth0 up
  k=$((k+1))
done
ip link add ex netns x type veth peer name ex netns c1
ip -n x addr add 10.9.0.9/24 dev ex
ip -n c1 addr add 10.9.0.1/24 dev ex
ip -n x link set ex up
ip -n c1 link set ex up
peers() { k=1; for n in rr1 rr2 c1 c2; do [ $n = $1 ] || echo "  route 10.255.0.$k/32 via 10.0.0.$k;"; k=$((k+1)); done; }
head1() { cat <<X
router id 10.255.0.$2;
protocol device { scan time 5; }
protocol direct { interface "lo", "eth0", "ex"; }
protocol static under {
$(peers $1)
}
template bgp ib { local 10.255.0.$2 as 65000; multihop 3; connect delay time 1; import all; export where source = RTS_BGP; }
X
}
(head1 rr1 1; cat <<X
protocol kernel { export all; }
protocol bgp c1 from ib { neighbor 10.255.0.3 as 65000; rr client; rr cluster id 1.0.0.1; }
protocol bgp rr2 from ib { neighbor 10.255.0.2 as 65000; rr cluster id 1.0.0.1; passive; }
X
) > rr1.conf
(head1 rr2 2; cat <<X
protocol kernel { export all; }
protocol bgp c2 from ib { neighbor 10.255.0.4 as 65000; rr client; }
protocol bgp rr1 from ib { neighbor 10.255.0.1 as 65000; }
X
) > rr2.conf
(head1 c1 3; cat <<X
protocol kernel { export all; }
protocol static own { route 10.30.0.0/16 blackhole; route 10.31.0.0/16 recursive 10.255.0.4; }
protocol bgp rr1 from ib { neighbor 10.255.0.1 as 65000; passive; export where source = RTS_BGP || proto = "own"; }
protocol bgp x { local as 65000; neighbor 10.9.0.9 as 65900; import all; export all; passive; }
X
) > c1.conf
(head1 c2 4; cat <<X
protocol kernel { export all; }
protocol static own { route 10.40.0.0/16 blackhole; }
protocol bgp rr2 from ib { neighbor 10.255.0.2 as 65000; passive; next hop self; export where source = RTS_BGP || proto = "own"; }
X
) > c2.conf
cat > x.conf <<'X'
router id 10.9.0.9;
protocol device { scan time 5; }
protocol static { route 192.0.2.0/24 blackhole; route 198.51.100.0/24 blackhole; }
protocol bgp c1 { local as 65900; neighbor 10.9.0.1 as 65000; connect delay time 1; import all; export filter { if net.ip = 192.0.2.0 then bgp_med = 99; accept; }; }
X
cat rr1.conf
for n in c1 c2 rr1 rr2 x; do ip netns exec $n bird -p -c $n.conf; ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 10
for n in rr1 rr2 c1 c2 x; do echo "== $n"; birdc -s $n.ctl show protocols | grep BGP; birdc -s $n.ctl show route | sort; done
birdc -s rr1.ctl show route
birdc -s rr2.ctl show route
birdc -s c1.ctl show route
birdc -s c2.ctl show route
birdc -s c2.ctl show route all protocol rr2
birdc -s rr2.ctl show route all protocol rr1
birdc -s rr1.ctl show route all protocol c1
birdc -s rr1.ctl show route export rr2
birdc -s rr1.ctl show route export c1
birdc -s rr2.ctl show route noexport c2
birdc -s rr2.ctl show route 192.0.2.0/24 all
birdc -s c2.ctl show route for 192.0.2.1
birdc -s c2.ctl show route where 'bgp_originator_id = 10.255.0.3'
birdc -s c2.ctl show route where 'bgp_cluster_list ~ [10.255.0.2]'
birdc -s c2.ctl show route where '10.255.0.2 ~ bgp_cluster_list'
birdc -s c2.ctl show route where 'from = 10.255.0.2' count
for n in rr1 rr2 c1 c2; do ip -n $n route; done
# the exit dies: next hops become unreachable, then all is gone
ip -n c1 addr del 10.9.0.1/24 dev ex
sleep 1
birdc -s c1.ctl show protocols x
birdc -s c1.ctl show route
birdc -s rr1.ctl show route
ip -n c1 addr add 10.9.0.1/24 dev ex
sleep 8
birdc -s rr1.ctl show route 192.0.2.0/24
sed -i 's/  route 10.255.0.3.32 via 10.0.0.3;//' rr2.conf
birdc -s rr2.ctl configure
sleep 1
birdc -s rr2.ctl show route
ip -n rr2 route
birdc -s c2.ctl show route
birdc -s rr2.ctl show protocols all rr1 | sed -E 's,: +[0-9.]+/([0-9]+)$,: N/\1,'
birdc -s rr1.ctl show protocols all c1 | sed -E 's,: +[0-9.]+/([0-9]+)$,: N/\1,'
