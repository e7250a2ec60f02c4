#!/bin/bash
# add-pod NAME ADDRESS [DEVICE]: a pod as the Calico CNI plugin and Felix set it up; it serves its name on port 80.
set -e
name=$1 address=$2
device=${3:-cali$(echo "default.$name" | sha256sum | cut -c1-11)}
ip netns add "$name"
ip link add "$device" type veth peer name eth0 netns "$name"
ip link set "$device" address ee:ee:ee:ee:ee:ee up
sysctl -qw "net.ipv4.conf.$device.proxy_arp=1" "net.ipv4.neigh.$device.proxy_delay=0"
ip -n "$name" link set lo up
ip -n "$name" addr add "$address/32" dev eth0
ip -n "$name" link set eth0 up
ip -n "$name" route add 169.254.1.1 dev eth0 scope link
ip -n "$name" route add default via 169.254.1.1 dev eth0
ip route add "$address" dev "$device" scope link
mkdir -p "/srv/$name"
echo "$name" > "/srv/$name/index.html"
ip netns exec "$name" busybox httpd -p 80 -h "/srv/$name"
