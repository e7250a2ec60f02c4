#!/bin/bash
# spanning tree between two bridges with two cables: election, states, BPDUs, what the tools show
for n in x y; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n $n link add br0 type bridge forward_delay 400; ip -n $n link set br0 type bridge stp_state 1; done
ip link add x1 netns x address 02:00:00:00:0a:01 type veth peer name y1 netns y address 02:00:00:00:0b:01
ip link add x2 netns x address 02:00:00:00:0a:02 type veth peer name y2 netns y address 02:00:00:00:0b:02
for d in x1 x2; do ip -n x link set $d master br0; done
for d in y1 y2; do ip -n y link set $d master br0; done
ip -n x -d link show br0 | grep -o 'forward_delay.*gc_timer'
for d in x1 x2 br0; do ip -n x link set $d up; done
for d in y1 y2 br0; do ip -n y link set $d up; done
sleep 2
ip netns exec x bridge link
ip netns exec y bridge link
ip netns exec y tcpdump -nn -e -i y1 -c 3 > bpdu.txt 2>/dev/null &
sleep 3
ip netns exec x bridge link
ip netns exec y bridge link
sleep 5
ip netns exec x bridge link
ip netns exec y bridge link
ip netns exec y bridge -d link
ip netns exec y bridge -j link
wait
head -2 bpdu.txt | sed 's/^[0-9:.]* //'
ip netns exec y tcpdump -nn -v -i y2 -c 2 2>/dev/null | sed 's/^[0-9:.]* //'
ip netns exec y tcpdump -nn -x -i y1 -c 1 2>/dev/null | sed 's/^[0-9:.]* //'
ip -n x -d link show br0 | grep -o 'bridge_id.*topology_change_detected [0-9]'
ip -n y -d link show br0 | grep -o 'bridge_id.*topology_change_detected [0-9]'
ip -n y -d link show y1 | grep -o 'bridge_slave.*config_pending'
ip -n y -d link show y1 | grep -o 'topology_change_ack.*locked [a-z]*'
ip -n y -d link show y2 | grep -o 'bridge_slave.*config_pending'
ip -n y -d -j link show br0 | jq -Mc '.[0].linkinfo.info_data | {root_id, bridge_id, root_port, root_path_cost, topology_change, topology_change_detected, stp_state}'
ip netns exec x brctl show
ip netns exec x brctl showstp br0 | sed -E 's/(timer\t+)[ 0-9.]+/\1 T/g'
ip netns exec y brctl showstp br0 | sed -E 's/(timer\t+)[ 0-9.]+/\1 T/g'
ip netns exec y sh -c 'cd /sys/class/net/br0/bridge; for f in root_id bridge_id root_port root_path_cost topology_change topology_change_detected stp_state forward_delay hello_time max_age priority; do echo "$f $(cat $f)"; done'
ip netns exec y sh -c 'cd /sys/class/net/br0/brif; for p in *; do for f in state path_cost priority port_id port_no designated_root designated_bridge designated_port designated_cost change_ack config_pending; do echo "$p $f $(cat $p/$f)"; done; done'
# y wants to be the root
ip -n y link set br0 type bridge priority 4096
ip -n y -d link show br0 | grep -o 'bridge_id.*root_path_cost [0-9]*'
ip netns exec y bridge link
sleep 2
ip -n x -d link show br0 | grep -o 'bridge_id.*root_path_cost [0-9]*'
ip netns exec x bridge link
ip netns exec y bridge link
sleep 9
ip netns exec x bridge link
ip netns exec y bridge link
# a cost moves the tree
ip netns exec x bridge link set dev x1 cost 100
ip netns exec x bridge link
sleep 10
ip netns exec x bridge link
ip -n x -d link show br0 | grep -o 'root_port.*root_path_cost [0-9]*'
# the cable of the root port goes
ip -n y link set y2 down
sleep 1
ip netns exec x bridge link
ip netns exec y bridge link
sleep 10
ip netns exec x bridge link
ip -n x -d link show br0 | grep -o 'root_port.*root_path_cost [0-9]*'
ip -n y link set y2 up
sleep 10
ip netns exec x bridge link
# priorities and costs that are refused
ip netns exec x bridge link set dev x1 priority 64
ip netns exec x bridge link set dev x1 priority 5
ip netns exec x bridge link set dev x1 cost 0
ip netns exec x bridge link set dev x1 cost 70000
ip netns exec x bridge link set dev x1 state 3
ip netns exec x bridge link set dev x1 state blocking
ip netns exec x bridge link
ip -n x link set br0 type bridge priority 70000
ip -n x link set br0 type bridge forward_delay 100
ip -n x link set br0 type bridge hello_time 50
ip -n x link set br0 type bridge max_age 100
ip -n x link set br0 type bridge stp_state 5
ip -n x link set br0 type bridge stp_state 0
ip netns exec x bridge link
ip -n x -d link show br0 | grep -o 'stp_state [0-9]'
