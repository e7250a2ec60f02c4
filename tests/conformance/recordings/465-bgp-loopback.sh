# a node that dials its router's loopback, and a router that knows the node by another address of its own
for n in node r1 r2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
ip link add ens33 netns node type veth peer name ens37 netns r1
ip link add ens38 netns r1 type veth peer name ens38 netns r2
ip -n node addr add 192.168.16.101/24 dev ens33
ip -n r1 addr add 192.168.16.1/24 dev ens37
ip -n r1 addr add 192.168.18.1/24 dev ens38
ip -n r2 addr add 192.168.18.2/24 dev ens38
ip -n r1 addr add 10.0.0.1/32 dev lo
ip -n r2 addr add 10.0.0.2/32 dev lo
for l in "node ens33" "r1 ens37" "r1 ens38" "r2 ens38"; do set -- $l; ip -n $1 link set $2 up; done
ip -n node route add default via 192.168.16.1 proto static
ip -n r1 route add 10.0.0.2/32 via 192.168.18.2
ip -n r2 route add 10.0.0.1/32 via 192.168.18.1
cat > r1.conf <<'X'
router id 10.0.0.1;
log "r1.log" { info, remote, warning, error };
protocol device { }
protocol direct { interface "ens*", "lo"; }
protocol kernel { export all; learn; }
protocol static { route 10.99.0.0/16 blackhole; }
protocol bgp kubeadm1 { local 192.168.16.1 as 64513; neighbor 192.168.16.101 as 64512; import all; export all; connect delay time 20; }
protocol bgp router2 { local 10.0.0.1 as 64513; neighbor 10.0.0.2 as 64513; next hop self; import all; export all; passive; }
X
cat > r2.conf <<'X'
router id 10.0.0.2;
protocol device { }
protocol direct { interface "ens*", "lo"; }
protocol kernel { export all; learn; }
protocol static { route 10.245.0.192/26 blackhole; }
protocol bgp router1 { local 10.0.0.2 as 64513; neighbor 10.0.0.1 as 64513; import all; export all; connect delay time 1; }
X
cat > node.conf <<'X'
router id 192.168.16.101;
log "node.log" { info, remote, warning, error };
protocol device { scan time 2; }
protocol direct { interface -"cali*", "*"; }
protocol kernel { learn; persist; scan time 2; import all; export all; graceful restart; }
protocol static { route 10.245.0.64/26 blackhole; }
template bgp bgp_template {
  debug { states };
  local as 64512;
  multihop;
  gateway recursive;
  import all;
  export where net ~ 10.245.0.0/16;
  source address 192.168.16.101;
  add paths on;
  graceful restart;
  connect delay time 2;
  connect retry time 5;
  error wait time 5,30;
}
protocol bgp Node_10_0_0_1 from bgp_template { neighbor 10.0.0.1 as 64513; }
X
for n in r2 r1 node; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 8
for n in node r1 r2; do birdc -s $n.ctl show protocols; done
birdc -s node.ctl show route
birdc -s r1.ctl show route
birdc -s r2.ctl show route
ip -n node route
ip -n r1 route
ip -n r2 route
birdc -s node.ctl show protocols all Node_10_0_0_1 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
birdc -s r1.ctl show protocols all kubeadm1 | tail -9 | sed 's,[0-9]*/240,N/240,;s,[0-9]*/80,N/80,'
ip netns exec node ss -tn | sed 's/:[0-9]* /:P /g'
# the daemon restarts gracefully: its routes stay in the router
ip netns exec node ip route get 10.99.0.1
birdc -s r1.ctl show route 10.245.0.64/26 all
# the router is restarted: the node keeps trying
birdc -s r1.ctl down
sleep 3
birdc -s node.ctl show protocols
birdc -s node.ctl show route
ip -n node route
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 12
birdc -s node.ctl show protocols Node_10_0_0_1
birdc -s r1.ctl show protocols kubeadm1
birdc -s node.ctl show route
