#!/bin/bash
# three bridges in a triangle: one port is blocked; a cable fails; guard and root_block; ping across
for n in x y z; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n $n link add br0 type bridge stp_state 1 forward_delay 200; done
ip link add xy netns x address 02:00:00:00:0a:01 type veth peer name yx netns y address 02:00:00:00:0b:01
ip link add yz netns y address 02:00:00:00:0b:02 type veth peer name zy netns z address 02:00:00:00:0c:01
ip link add zx netns z address 02:00:00:00:0c:02 type veth peer name xz netns x address 02:00:00:00:0a:02
for d in x:xy x:xz y:yx y:yz z:zy z:zx; do ip -n ${d%:*} link set ${d#*:} master br0; ip -n ${d%:*} link set ${d#*:} up; done
i=0; for n in x y z; do i=$((i+1)); ip -n $n addr add 10.0.0.$i/24 dev br0; ip -n $n link set br0 up; done
sleep 8
for n in x y z; do ip netns exec $n bridge link; done
for n in x y z; do ip -n $n -d link show br0 | grep -o 'bridge_id.*root_path_cost [0-9]*'; done
ip netns exec z ping -c 2 -i 0.3 10.0.0.2 | sed 's/time=.*/time=/' | head -3
ip netns exec z bridge fdb show br br0 dynamic | sort
# the tree's cable between x and y is cut
ip -n x link set xy down
sleep 1
for n in x y z; do ip netns exec $n bridge link; done
sleep 24
for n in x y z; do ip netns exec $n bridge link; done
for n in x y z; do ip -n $n -d link show br0 | grep -o 'bridge_id.*root_path_cost [0-9]*'; done
ip netns exec x ping -c 2 -i 0.3 10.0.0.2 | sed 's/time=.*/time=/' | head -3
ip -n x link set xy up
sleep 8
for n in x y z; do ip netns exec $n bridge link; done
# a guarded port closes when a BPDU comes in
ip netns exec y bridge link set dev yx guard on
sleep 4
ip netns exec y bridge link
ip netns exec y bridge -d link show dev yx
ip netns exec y bridge link set dev yx guard off
ip -n y link set yx down
ip -n y link set yx up
sleep 6
ip netns exec y bridge link
# root_block
ip netns exec y bridge link set dev yx root_block on
ip -n y -d link show yx | grep -o 'root_block [a-z]*'
sleep 4
ip netns exec y bridge link
ip -n y -d link show br0 | grep -o 'bridge_id.*root_path_cost [0-9]*'
