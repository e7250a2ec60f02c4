#!/bin/bash
# setup-node: four pods wired as Calico does it (a veth and a /32 route each, no bridge, a gateway that is nobody), and Felix's chains.
set -e
ip addr add 192.168.1.10/24 dev eth0
ip link set eth0 up
ip route add default via 192.168.1.99
while read -r name address device; do
  ip netns add "$name"
  ip link add "$device" mtu 1450 type veth peer name eth0 mtu 1450 netns "$name"
  ip link set "$device" address ee:ee:ee:ee:ee:ee up
  sysctl -qw "net.ipv4.conf.$device.proxy_arp=1" "net.ipv4.neigh.$device.proxy_delay=0"
  ip route add "$address" dev "$device" scope link
  ip -n "$name" link set lo up
  ip -n "$name" addr add "$address/32" dev eth0
  ip -n "$name" link set eth0 up
  ip -n "$name" route add 169.254.1.1 dev eth0 scope link
  ip -n "$name" route add default via 169.254.1.1
  mkdir -p "/srv/$name"
  echo "$name" > "/srv/$name/index.html"
  for port in 8080 9090; do ip netns exec "$name" busybox httpd -p "$port" -h "/srv/$name"; done
done << EOF
web 10.245.0.65 cali3f1c0a9d2e1
shop 10.245.0.66 cali5b77e1c4a02
api 10.245.0.67 cali9c2d84f6b13
db 10.245.0.68 calie08a17d35c4
EOF
ip route add blackhole 10.245.0.64/26
iptables-restore --noflush < /etc/felix.rules
