#!/bin/bash
# oracle: packages bird2:/opt/bird2
# BIRD 2.0.12 beside BIRD 1.6.8: a session between an AS of routers and a node, and what each says of it
mask() { sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/[0-9-]{10} TIME/DATE/; s#^(    (Hold timer|Keepalive timer|Connect delay|Error wait): +)[0-9.]+/#\1N/#; s/\(port [0-9]+\)/(port N)/'; }
b() { ip netns exec r1 /opt/bird2/usr/sbin/birdc -s /root/r1.ctl "$@" > /root/out; rc=$?; mask < /root/out; return $rc; }
n() { ip netns exec n1 birdc -s /root/n1.ctl "$@"; }
for i in r1 n1; do ip netns add $i; ip -n $i link set lo up; ip netns exec $i sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add e0 netns r1 type veth peer name e0 netns n1
ip -n r1 addr add 192.168.16.1/24 dev e0
ip -n r1 addr add 10.0.0.1/32 dev lo
ip -n n1 addr add 192.168.16.101/24 dev e0
ip -n r1 link set e0 up
ip -n n1 link set e0 up
ip -n n1 route add default via 192.168.16.1
cat > r1.conf <<'END'
log "/root/r1.log" all;
router id 10.0.0.1;
protocol device { }
protocol direct { ipv4; }
protocol kernel { ipv4 { export all; }; }
protocol bgp kubeadm1 {
  description "the node";
  local 192.168.16.1 as 64513;
  neighbor 192.168.16.101 as 64512;
  ipv4 { import all; export all; import limit 100; };
}
END
cat > n1.conf <<'END'
log "/root/n1.log" all;
router id 192.168.16.101;
protocol device { }
protocol static { route 10.245.0.64/26 blackhole; route 10.9.0.0/16 via 192.168.16.7; }
protocol bgp r1 {
  local as 64512;
  neighbor 192.168.16.1 as 64513;
  source address 192.168.16.101;
  multihop;
  gateway recursive;
  import all;
  export filter { bgp_med = 7; bgp_community.add((64512,5)); bgp_large_community.add((1,2,3)); bgp_ext_community.add((rt,5,6)); accept; };
  connect delay time 2;
  connect retry time 5;
  error wait time 5,30;
}
END
ip netns exec r1 /opt/bird2/usr/sbin/bird -c /root/r1.conf -s /root/r1.ctl -P /root/r1.pid
sleep 1
b show protocols all kubeadm1
ip netns exec n1 bird -c /root/n1.conf -s /root/n1.ctl -P /root/n1.pid
sleep 8
b show protocols
b show protocols all kubeadm1
b show route
b show route all
b show route export kubeadm1
b show route all protocol kubeadm1
b 'show route where bgp_path ~ [= 64512 =]'
b show route where bgp_path = nosuch
b show route count
n show protocols all r1
n show route
ip -n r1 route
b disable kubeadm1 '"maintenance"'
sleep 4
b show protocols all kubeadm1
n show protocols all r1 | tail -6
b enable kubeadm1
sleep 7
b show protocols kubeadm1
b reload in kubeadm1
b reload out kubeadm1
b reload kubeadm1
sleep 1
b show protocols all kubeadm1
b restart kubeadm1
sleep 7
b show protocols kubeadm1
n disable r1
sleep 1
b show protocols all kubeadm1
n enable r1
sleep 8
b show protocols kubeadm1
mask < r1.log
sed -E 's/^.{19}/DATE/' n1.log
# the node dials the router's loopback: BIRD 2 looks at its own address too
sed -i 's/neighbor 192.168.16.1 as/neighbor 10.0.0.1 as/' n1.conf
n configure | sed 's/ from .*/ from FILE/'
sleep 15
b show protocols kubeadm1 | grep -o 'Socket.*'
n show protocols r1 | grep -o 'Socket.*'
grep -c Unexpected r1.log | sed 's/[1-9][0-9]*/some/'
grep Unexpected r1.log | mask | sort -u
grep Unexpected n1.log | sed -E 's/^.{19}/DATE/; s/port [0-9]+/port N/' | sort -u
# without a local address it takes the session
sed -i 's/local 192.168.16.1 as/local as/' r1.conf
b configure
sleep 12
b show protocols
b show protocols all kubeadm1
b show route
n show route
ip -n r1 route
kill $(cat r1.pid) $(cat n1.pid)
sleep 1
