#!/bin/bash
# a bridge with VLAN filtering: pvid, tagged and untagged ports, ranges, what leaves with a tag, errors
# oracle: uml
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for n in a b c t; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add br0 type bridge
ip link set br0 address 02:00:00:00:00:b0
i=0; for n in a b c t; do i=$((i+1)); ip link add p$n address 02:00:00:00:01:0$i type veth peer name eth0 netns $n address 02:00:00:00:00:0$i; ip link set p$n master br0; ip link set p$n up; ip -n $n addr add 10.0.0.$i/24 dev eth0; ip -n $n link set eth0 up; done
ip link set br0 up
bridge vlan
ip link set br0 type bridge vlan_filtering 1
ip -d link show br0 | grep -o 'vlan_filtering [0-9] vlan_protocol [^ ]*'
ip -d link show br0 | grep -o 'vlan_default_pvid.*group_fwd'
bridge vlan show
ip netns exec a ping -c 1 -W 1 10.0.0.2 | sed 's/time=.*/time=/' | head -2
# a and b in 10, c in 20, t a trunk
bridge vlan add dev pa vid 10 pvid untagged
bridge vlan add dev pb vid 10 pvid untagged
bridge vlan add dev pc vid 20 pvid untagged
bridge vlan add dev pt vid 10
bridge vlan add dev pt vid 20-22
bridge vlan
bridge vlan show dev pa
bridge vlan del dev pa vid 1
bridge vlan del dev pb vid 1
bridge vlan del dev pc vid 1
bridge vlan show
bridge -c vlan show
bridge -j vlan show
bridge -j -p vlan show dev pt
bridge -c -j vlan show dev pt
bridge vlan show vid 10
bridge vlan show dev pt vid 21
bridge -d vlan show dev pt
bridge -s vlan show dev pt
bridge -c -s vlan show dev pt
bridge fdb show br br0 | sort
ip netns exec a ping -c 1 -W 1 10.0.0.2 | sed 's/time=.*/time=/' | head -2
ip netns exec a ping -c 1 -W 1 10.0.0.3
bridge fdb show br br0 dynamic | sort
bridge fdb show br br0 vlan 10 | sort
# the trunk sees tags
ip netns exec t tcpdump -e -nn -i eth0 -c 2 > cap.txt 2>/dev/null &
sleep 0.5
ip -n a neigh flush all; ip -n a neigh add 10.0.0.9 lladdr ff:ff:ff:ff:ff:ff dev eth0
ip netns exec a ping -c 2 -i 0.3 -W 1 10.0.0.9 > /dev/null
wait
# VLAN devices on the trunk and on the bridge itself
ip -n t addr flush dev eth0
ip -n t link add link eth0 name eth0.10 type vlan id 10
ip -n t addr add 10.0.0.4/24 dev eth0.10
ip -n t link set eth0.10 up
ip netns exec t ping -c 1 -W 1 10.0.0.1 | sed 's/time=.*/time=/' | head -2
ip netns exec t ping -c 1 -W 1 10.0.0.3 | head -3
ip link add link br0 name br0.20 type vlan id 20
ip addr add 10.0.0.254/24 dev br0.20
ip link set br0.20 up
ping -c 1 -W 1 10.0.0.3 | head -3
bridge vlan add dev br0 vid 20 self
bridge vlan show dev br0
ping -c 1 -W 1 10.0.0.3 | sed 's/time=.*/time=/' | head -2
ip -br link show type vlan
# ingress: a tag that the port does not have, and untagged without pvid
bridge vlan del dev pt vid 10
ip netns exec t ping -c 1 -W 1 10.0.0.1 | tail -3 | head -1
bridge vlan del dev pa vid 10
bridge vlan show dev pa
ip netns exec a ping -c 1 -W 1 10.0.0.2 | tail -3 | head -1
bridge vlan add dev pa vid 10 untagged
bridge vlan show dev pa
ip netns exec a ping -c 1 -W 1 10.0.0.2 | tail -3 | head -1
bridge vlan add dev pa vid 10 pvid untagged
ip netns exec a ping -c 1 -W 1 10.0.0.2 | tail -2 | head -1 | cut -d= -f1
# egress untagged off: b gets a tag it does not know
bridge vlan add dev pb vid 10 pvid
bridge vlan show dev pb
ip netns exec a ping -c 1 -W 1 10.0.0.2 | tail -3 | head -1
bridge vlan add dev pb vid 10 pvid untagged
# default_pvid
ip link set br0 type bridge vlan_default_pvid 5
bridge vlan
ip link add px type dummy
ip link set px master br0
bridge vlan show dev px
ip link set br0 type bridge vlan_default_pvid 0
bridge vlan show dev px
bridge vlan
ip link set br0 type bridge vlan_default_pvid 4095
cat /sys/class/net/br0/bridge/default_pvid /sys/class/net/br0/bridge/vlan_filtering /sys/class/net/br0/bridge/vlan_protocol /sys/class/net/br0/bridge/vlan_stats_enabled
# errors
bridge vlan add dev pa vid 0
bridge vlan add dev pa vid 4095
bridge vlan add dev pa vid 5000
bridge vlan add dev pa vid 10-5
bridge vlan add dev pa vid 10-12 pvid
bridge vlan add dev pa
bridge vlan add vid 5
bridge vlan add dev nope vid 5
bridge vlan add dev lo vid 5
bridge vlan add dev lo vid 5 self
bridge vlan add dev br0 vid 5
bridge vlan add dev br0 vid 5 master
bridge vlan del dev pa vid 99
bridge vlan del dev br0 vid 99 self
bridge vlan del dev lo vid 5
bridge vlan add dev pa vid abc
bridge vlan add dev pa vid 7 bogus
bridge vlan show dev pa
bridge vlan show dev nope
bridge vlan show dev lo
bridge vlan show vid 5000
bridge vlan set vid 7 dev pa state 3
bridge vlan set vid 7 dev pa state blocking
bridge -d vlan show dev pa
bridge vlan global show
bridge vlan global show dev br0 vid 5
bridge vlan tunnelshow
bridge vlan frob
ip link set br0 type bridge vlan_filtering 0
bridge vlan show dev pa
ip link set br0 type bridge vlan_protocol 802.1ad
ip -d link show br0 | grep -o 'vlan_filtering [0-9]'
ip link set br0 type bridge vlan_protocol 802.1Q
ip link set br0 type bridge vlan_filtering 2
