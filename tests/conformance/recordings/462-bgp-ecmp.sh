# two ways to one network: merge paths, add paths and secondary routes
for n in src a b dst; do ip netns add $n; ip -n $n link set lo up; done
link() { ip link add $2 netns $1 type veth peer name $4 netns $3; ip -n $1 addr add $5 dev $2; ip -n $3 addr add $6 dev $4; ip -n $1 link set $2 up; ip -n $3 link set $4 up; }
link src e1 a e0 10.0.1.1/24 10.0.1.2/24
link src e2 b e0 10.0.2.1/24 10.0.2.2/24
link a e3 dst e1 10.0.3.2/24 10.0.3.1/24
link b e4 dst e2 10.0.4.2/24 10.0.4.1/24
cat > src.conf <<'X'
router id 10.0.0.1;
protocol device { }
protocol static { route 10.50.0.0/16 blackhole; route 10.51.0.0/16 blackhole; }
protocol bgp a { local as 65001; neighbor 10.0.1.2 as 65010; export all; passive; }
protocol bgp b { local as 65001; neighbor 10.0.2.2 as 65010; export filter { if net ~ 10.51.0.0/16 then bgp_path.prepend(65001); accept; }; passive; }
X
cat > a.conf <<'X'
router id 10.0.0.2;
protocol device { }
protocol bgp src { local as 65010; neighbor 10.0.1.1 as 65001; import all; connect delay time 1; }
protocol bgp dst { local as 65010; neighbor 10.0.3.1 as 65002; export all; passive; }
X
cat > b.conf <<'X'
router id 10.0.0.3;
protocol device { }
protocol bgp src { local as 65010; neighbor 10.0.2.1 as 65001; import all; connect delay time 1; }
protocol bgp dst { local as 65010; neighbor 10.0.4.1 as 65002; export all; passive; }
X
cat > dst.conf <<'X'
router id 10.0.0.4;
protocol device { }
protocol kernel { merge paths; export all; scan time 2; }
protocol bgp a { local as 65002; neighbor 10.0.3.2 as 65010; import all; connect delay time 2; }
protocol bgp b { local as 65002; neighbor 10.0.4.2 as 65010; import all; connect delay time 2; }
X
for n in src a b dst; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 8
for n in src a b dst; do birdc -s $n.ctl show protocols; done
birdc -s dst.ctl show route
ip -n dst route
birdc -s dst.ctl show route export kernel1
birdc -s dst.ctl disable a
sleep 1
ip -n dst route
birdc -s dst.ctl enable a
sleep 5
birdc -s dst.ctl show route
ip -n dst route
birdc -s b.ctl disable dst
sleep 1
ip -n dst route show proto bird
