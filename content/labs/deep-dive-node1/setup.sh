#!/bin/bash
# What kubelet and the bridge CNI plugin leave behind on node 1.
set -e
ip addr add 192.168.1.10/24 dev eth0
ip link set eth0 up
ip route add default via 192.168.1.1

ip link add cni0 address 8a:1b:2c:3d:4e:5f type bridge
ip addr add 10.244.0.1/24 brd + dev cni0
ip link set cni0 up

pod() { # name, address, MAC
  ip netns add "$1"
  ip -n "$1" link set lo up
  ip link add "veth-$1" type veth peer name eth0 netns "$1"
  ip -n "$1" link set eth0 address "$3" up
  ip -n "$1" addr add "$2/24" brd + dev eth0
  ip -n "$1" route add default via 10.244.0.1
  ip link set "veth-$1" master cni0 up
}
pod pod-a 10.244.0.5 62:a1:b2:c3:d4:e5
pod pod-b 10.244.0.6 62:a1:b2:c3:d4:e6
