#!/bin/bash
# setup-node NUMBER POD...: what kubelet and the bridge CNI plugin leave behind on a node, and no way to the other nodes.
# A POD is NAME,ADDRESS,MAC, and serves a page of its own on port 8080.
set -e
n=$1
shift
ip addr add "192.168.1.$((9 + n))/24" dev eth0
ip link set eth0 up
ip route add default via 192.168.1.1

ip link add cni0 address "8a:1b:2c:3d:4e:$(printf %02x $((0x5e + n)))" type bridge
ip addr add "10.244.$((n - 1)).1/24" brd + dev cni0
ip link set cni0 up

for pod in "$@"; do
  IFS=, read -r name address mac <<< "$pod"
  ip netns add "$name"
  ip -n "$name" link set lo up
  ip link add "veth-$name" type veth peer name eth0 netns "$name"
  ip -n "$name" link set eth0 address "$mac" up
  ip -n "$name" addr add "$address/24" brd + dev eth0
  ip -n "$name" route add default via "10.244.$((n - 1)).1"
  ip link set "veth-$name" master cni0 up
  mkdir -p "/srv/$name"
  echo "Hello from $name" > "/srv/$name/index.html"
  ip netns exec "$name" busybox httpd -p 8080 -h "/srv/$name"
done
