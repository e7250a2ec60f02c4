#!/bin/bash
# setup-node NUMBER POD...: what kubelet, the bridge CNI plugin, flannel (VXLAN) and kube-proxy leave behind on a node of the lab edge.
# A POD is NAME,ADDRESS,LAST-BYTE-OF-MAC and serves its own name on port 8080.
set -e
n=$1
shift
me=$((n - 1))
ip addr add "192.168.1.$((9 + n))/24" dev eth0
ip link set eth0 up
ip route add default via 192.168.1.1

ip link add cni0 address "8a:1b:2c:3d:4e:$(printf %02x $((0x5e + n)))" mtu 1450 type bridge
ip addr add "10.244.$me.1/24" brd + dev cni0
ip link set cni0 up

for pod in "$@"; do
  IFS=, read -r name address mac <<< "$pod"
  ip netns add "$name"
  ip -n "$name" link set lo up
  ip link add "veth-$name" mtu 1450 type veth peer name eth0 mtu 1450 netns "$name"
  ip -n "$name" link set eth0 address "62:a1:b2:c3:d4:$mac" up
  ip -n "$name" addr add "$address/24" brd + dev eth0
  ip -n "$name" route add default via "10.244.$me.1"
  ip link set "veth-$name" master cni0 up
  bridge link set dev "veth-$name" hairpin on
  mkdir -p "/srv/$name"
  echo "$name" > "/srv/$name/index.html"
  ip netns exec "$name" busybox httpd -p 8080 -h "/srv/$name"
done

# flannel: one VXLAN device without learning, and for every other node a route, a neighbour and a forwarding entry.
mac() { echo "5a:00:00:00:0$1:01"; }
ip link add flannel.1 address "$(mac "$n")" mtu 1450 type vxlan id 1 dev eth0 local "192.168.1.$((9 + n))" dstport 8472 nolearning
ip addr add "10.244.$me.0/32" dev flannel.1
ip link set flannel.1 up
for other in 1 2 3; do
  [ "$other" = "$n" ] && continue
  bridge fdb append "$(mac "$other")" dev flannel.1 dst "192.168.1.$((9 + other))"
  ip neigh add "10.244.$((other - 1)).0" lladdr "$(mac "$other")" dev flannel.1 nud permanent
  ip route add "10.244.$((other - 1)).0/24" via "10.244.$((other - 1)).0" dev flannel.1 onlink
done

# kube-proxy, and flannel's masquerading of what leaves the cluster.
modprobe br_netfilter
sysctl -qw net.bridge.bridge-nf-call-iptables=1
iptables-restore --noflush < /etc/kube-proxy.rules
iptables -t nat -N FLANNEL-POSTRTG
iptables -t nat -A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
flannel() { iptables -t nat -A FLANNEL-POSTRTG "$@"; }
flannel -m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN
flannel -s "10.244.$me.0/24" -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j RETURN
flannel -s 10.244.0.0/16 -d "10.244.$me.0/24" -m comment --comment "flanneld masq" -j RETURN
flannel ! -s 10.244.0.0/16 -d "10.244.$me.0/24" -m comment --comment "flanneld masq" -j RETURN
flannel -s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
flannel ! -s 10.244.0.0/16 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
