#!/bin/bash
# setup-worker ADDRESS POD POD-ADDRESS: a worker and its pod, as Calico leaves them when no pool says how to reach the other worker.
set -e
ip addr add "$1/24" dev ens192
ip link set ens192 up
ip route add default via 10.30.1.1

ip netns add "$2"
ip -n "$2" link set lo up
ip link add "cali-$2" address ee:ee:ee:ee:ee:ee type veth peer name eth0 netns "$2"
sysctl -qw "net.ipv4.conf.cali-$2.proxy_arp=1" "net.ipv4.neigh.cali-$2.proxy_delay=0"
ip link set "cali-$2" up
ip -n "$2" link set eth0 up
ip -n "$2" addr add "$3/32" dev eth0
ip -n "$2" route add 169.254.1.1 dev eth0 scope link
ip -n "$2" route add default via 169.254.1.1 dev eth0
ip route add "$3" dev "cali-$2" scope link
