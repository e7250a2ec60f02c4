# a lab as the course has it: two routers between two nodes, loopbacks, iBGP, recursive next hops, blocks as blackholes
for n in kubeadm1 router1 router2 kubeadm2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -q -w net.ipv4.ip_forward=1; done
link() { ip link add $3 netns $1 type veth peer name $4 netns $2; ip -n $1 link set $3 up; ip -n $2 link set $4 up; }
link kubeadm1 router1 ens33 ens37
link router1 router2 ens38 ens38
link kubeadm2 router2 ens33 ens37
ip -n kubeadm1 addr add 192.168.16.101/24 dev ens33; ip -n router1 addr add 192.168.16.1/24 dev ens37
ip -n router1 addr add 192.168.18.1/24 dev ens38; ip -n router2 addr add 192.168.18.2/24 dev ens38
ip -n kubeadm2 addr add 192.168.17.101/24 dev ens33; ip -n router2 addr add 192.168.17.1/24 dev ens37
ip -n router1 addr add 10.0.0.1/32 dev lo; ip -n router2 addr add 10.0.0.2/32 dev lo
ip -n kubeadm1 route add default via 192.168.16.1 proto static; ip -n kubeadm2 route add default via 192.168.17.1 proto static
cat > router1.conf <<X
log syslog all;
router id 10.0.0.1;
protocol device { }
protocol direct { interface "lo", "ens37", "ens38"; }
protocol kernel { export all; }
protocol static { }
protocol bgp router2 { local 192.168.18.1 as 64513; neighbor 192.168.18.2 as 64513; import all; export all; next hop self; connect delay time 1; }
protocol bgp kubeadm1 { local 192.168.16.1 as 64513; neighbor 192.168.16.101 as 64512; import all; export all; connect delay time 1; }
X
cat > router2.conf <<X
log syslog all;
router id 10.0.0.2;
protocol device { }
protocol direct { }
protocol kernel { export all; }
protocol static { }
protocol bgp router1 { local 192.168.18.2 as 64513; neighbor 192.168.18.1 as 64513; import all; export all; next hop self; connect delay time 1; }
protocol bgp kubeadm2 { local 192.168.17.1 as 64513; neighbor 192.168.17.101 as 64512; import all; export all; connect delay time 1; }
X
node() {
cat > kubeadm$1.conf <<X
router id 192.168.$2.101;
function calico_export() { if (net ~ 10.245.0.0/16) then accept; reject; }
filter calico_kernel { if (net ~ 10.245.0.0/16 && dest = RTD_BLACKHOLE) then accept; accept; }
template bgp bgp_template {
  debug { states };
  description "Connection to BGP peer";
  local as 64512;
  multihop;
  gateway recursive;
  import all;
  export filter { calico_export(); reject; };
  source address 192.168.$2.101;
  add paths on;
  graceful restart;
  connect delay time 2;
  connect retry time 5;
  error wait time 5,30;
}
protocol kernel { learn; persist; scan time 2; import all; export filter calico_kernel; graceful restart; }
protocol device { debug { states }; scan time 2; }
protocol direct { debug { states }; interface -"cali*", -"kube-ipvs*", "*"; }
protocol static { route 10.245.0.$3/26 blackhole; }
protocol bgp Node_10_0_0_$1 from bgp_template { neighbor 10.0.0.$1 as 64513; }
X
}
node 1 16 64
node 2 17 192
for n in router1 router2 kubeadm1 kubeadm2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 40
for n in router1 router2 kubeadm1 kubeadm2; do birdc -s $n.ctl show protocols; done
birdc -s router1.ctl show route
birdc -s router2.ctl show route
birdc -s kubeadm1.ctl show route
birdc -s kubeadm1.ctl show route all for 10.0.0.2
birdc -s router1.ctl show route all for 10.245.0.192
birdc -s router1.ctl show route all protocol kubeadm1
birdc -s router1.ctl show route export router2
birdc -s router1.ctl show route noexport router2
birdc -s kubeadm1.ctl show route export kernel1
for n in router1 router2 kubeadm1 kubeadm2; do ip -n $n route; done
ip -n router1 route | grep bird
# the link between the routers is lost at one end
ip -n router1 link set ens38 down
sleep 2
birdc -s router1.ctl show protocols
birdc -s router1.ctl show route
ip -n router1 route
birdc -s kubeadm1.ctl show route
ip -n router1 link set ens38 up
sleep 30
birdc -s router1.ctl show protocols
birdc -s router1.ctl show route
# the path of a learned route changes: recursive next hops follow
ip -n kubeadm1 route add 10.0.0.0/24 via 192.168.16.1
sleep 3
birdc -s kubeadm1.ctl show route
ip -n kubeadm1 route del 10.0.0.0/24
sleep 3
birdc -s kubeadm1.ctl show route for 10.0.0.1
