# iBGP: two clients and a plain peer of a route reflector, an eBGP edge, next hop self, cluster id, what is not reflected
ip netns add sw; ip -n sw link add br0 type bridge; ip -n sw link set br0 up
for p in "rr 1" "c1 2" "c2 3" "n1 4" "n2 5"; do set -- $p; ip netns add $1; ip -n $1 link set lo up; ip link add eth0 netns $1 type veth peer name $1 netns sw; ip -n sw link set $1 master br0 up; ip -n $1 addr add 10.0.0.$2/24 dev eth0; ip -n $1 link set eth0 up; done
ip netns add ext; ip -n ext link set lo up; ip link add eth1 netns c1 type veth peer name eth0 netns ext
ip -n c1 addr add 172.16.0.1/30 dev eth1; ip -n ext addr add 172.16.0.2/30 dev eth0; ip -n c1 link set eth1 up; ip -n ext link set eth0 up
cat > rr.conf <<'X'
router id 10.255.0.1;
protocol device { }
protocol direct { }
protocol static { route 10.11.0.0/16 blackhole; }
template bgp ib { local as 65000; connect delay time 1; import all; export where source ~ [ RTS_BGP, RTS_STATIC ]; }
protocol bgp c1 from ib { neighbor 10.0.0.2 as 65000; rr client; rr cluster id 10.255.9.9; }
protocol bgp c2 from ib { neighbor 10.0.0.3 as 65000; rr client; rr cluster id 10.255.9.9; }
protocol bgp n1 from ib { neighbor 10.0.0.4 as 65000; }
protocol bgp n2 from ib { neighbor 10.0.0.5 as 65000; }
X
cat > c1.conf <<'X'
router id 10.255.0.2;
protocol device { }
protocol kernel { export all; }
protocol static { route 10.12.0.0/16 blackhole; }
protocol bgp ext { local as 65000; neighbor 172.16.0.2 as 65009; connect delay time 1; import all; export all; }
protocol bgp rr { local as 65000; neighbor 10.0.0.1 as 65000; connect delay time 1; import all; export all; next hop self; }
X
cat > c2.conf <<'X'
router id 10.255.0.3;
protocol device { }
protocol kernel { export all; }
protocol static { route 10.13.0.0/16 blackhole; route 10.77.0.0/16 blackhole; }
protocol bgp rr { local as 65000; neighbor 10.0.0.1 as 65000; connect delay time 1; import all; export all; }
X
cat > n1.conf <<'X'
router id 10.255.0.4;
protocol device { }
protocol kernel { export all; }
protocol static { route 10.14.0.0/16 blackhole; route 10.77.0.0/16 blackhole; }
protocol bgp rr { local as 65000; neighbor 10.0.0.1 as 65000; connect delay time 1; import all; export filter { if net = 10.77.0.0/16 then bgp_local_pref = 90; accept; }; }
X
sed 's/10.255.0.4/10.255.0.5/; s/10.14/10.15/; s/route 10.77.0.0.16 blackhole;//' n1.conf > n2.conf
cat > ext.conf <<'X'
router id 10.255.0.9;
protocol device { }
protocol kernel { export all; }
protocol static { route 10.99.0.0/16 blackhole; }
protocol bgp c1 { local as 65009; neighbor 172.16.0.1 as 65000; connect delay time 1; import all; export all; }
X
for n in rr c1 c2 n1 n2 ext; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 9
for n in rr c1 c2 n1 n2 ext; do echo $n; birdc -s $n.ctl show protocols; done
birdc -s rr.ctl show route
birdc -s rr.ctl show route all
birdc -s c1.ctl show route
birdc -s c2.ctl show route
birdc -s c2.ctl show route all
birdc -s n1.ctl show route
birdc -s n1.ctl show route all 10.13.0.0/16
birdc -s n2.ctl show route
birdc -s ext.ctl show route
birdc -s ext.ctl show route all
for p in c1 c2 n1 n2; do birdc -s rr.ctl show route export $p; done
birdc -s rr.ctl show route preexport n1
birdc -s rr.ctl show route noexport n1
birdc -s rr.ctl show protocols all c1 | grep -v 'timer\|Hold'
birdc -s rr.ctl show protocols all n1 | grep -v 'timer\|Hold'
for n in c1 c2 n1 ext; do ip -n $n route; done
ip netns exec ext ping -c 1 -W 1 -I 172.16.0.2 10.0.0.3
birdc -s c1.ctl disable ext
sleep 2
birdc -s c2.ctl show route
birdc -s rr.ctl show route 10.77.0.0/16 all
birdc -s c2.ctl disable static1
sleep 2
birdc -s rr.ctl show route 10.77.0.0/16 all
birdc -s c1.ctl show route 10.77.0.0/16 all
sed -i 's/rr client; rr cluster id 10.255.9.9;//' rr.conf
birdc -s rr.ctl configure
sleep 8
birdc -s rr.ctl show protocols
birdc -s n1.ctl show route
birdc -s c2.ctl show route
