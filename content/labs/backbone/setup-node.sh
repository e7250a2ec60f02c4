#!/bin/bash
# setup-node ADDRESS GATEWAY POD POD-ADDRESS: a node and its pod, as Calico leaves them without encapsulation.
set -e
ip addr add "$1/24" dev ens33
ip link set ens33 up
ip route add default via "$2"

ip netns add "$3"
ip -n "$3" link set lo up
ip link add cali0 address ee:ee:ee:ee:ee:ee type veth peer name eth0 netns "$3"
sysctl -qw net.ipv4.conf.cali0.proxy_arp=1 net.ipv4.neigh.cali0.proxy_delay=0
ip link set cali0 up
ip -n "$3" link set eth0 up
ip -n "$3" addr add "$4/32" dev eth0
ip -n "$3" route add 169.254.1.1 dev eth0 scope link
ip -n "$3" route add default via 169.254.1.1 dev eth0
ip route add "$4" dev cali0 scope link
