#!/bin/bash
# hairpin, isolation, learning, flooding, group_fwd_mask, states set by hand, neighbour suppression
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for n in a b c; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add br0 type bridge
i=0; for n in a b c; do i=$((i+1)); ip link add p$n address 02:00:00:00:01:0$i type veth peer name eth0 netns $n address 02:00:00:00:00:0$i; ip link set p$n master br0; ip link set p$n up; ip -n $n addr add 10.0.0.$i/24 dev eth0; ip -n $n link set eth0 up; done
ip link set br0 up
try() { ip netns exec $1 ping -c 1 -W 1 10.0.0.$2 | grep -c 'bytes from'; }
try a 2
# isolation: two isolated ports do not talk, an isolated one and a free one do
bridge link set dev pa isolated on
try a 2
bridge link set dev pb isolated on
ip -n a neigh flush all; ip -n b neigh flush all
try a 2
try a 3
try b 3
bridge -d link show dev pa
bridge -d -j link show dev pa
ip -d link show pa | grep -o 'isolated [a-z]*'
bridge link set dev pa isolated off
bridge link set dev pb isolated off
try a 2
# hairpin: a frame goes back where it came from
ip netns exec a tcpdump -nn -e -i eth0 -Q in -c 1 arp > cap.txt 2>/dev/null &
sleep 0.5
ip netns exec a ping -c 2 -i 0.3 -W 1 10.0.0.77 > /dev/null
kill -INT $!; wait
wc -l < cap.txt
bridge link set dev pa hairpin on
ip netns exec a tcpdump -nn -e -i eth0 -Q in -c 1 arp > cap.txt 2>/dev/null &
sleep 0.5
ip netns exec a ping -c 2 -i 0.3 -W 1 10.0.0.78 > /dev/null
kill -INT $!; wait
sed 's/^[0-9:.]* //' cap.txt
brctl showstp br0 | grep hairpin
bridge link set dev pa hairpin off
# learning off: nothing is written down
bridge fdb flush dev br0
bridge link set dev pa learning off
try a 2
bridge fdb show br br0 dynamic | sort
bridge link set dev pa learning on
try a 2
bridge fdb show br br0 dynamic | sort
# flooding
bridge fdb flush dev br0
ip -n a neigh replace 10.0.0.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent
bridge link set dev pb flood off
try a 2
bridge link set dev pb flood on
try a 2
ip -n a neigh del 10.0.0.2 dev eth0
bridge link set dev pb bcast_flood off
ip -n a neigh flush all; ip -n b neigh flush all
try a 2
bridge link set dev pb bcast_flood on
try a 2
bridge link set dev pb mcast_flood off
bridge -d link show dev pb
bridge link set dev pb mcast_flood on
# states by hand
bridge link set dev pa state 4
bridge link show dev pa
try a 2
bridge link set dev pa state listening
bridge link show dev pa
bridge link set dev pa state learning
bridge link show dev pa
try a 2
bridge link set dev pa state disabled
bridge link show dev pa
ip -br link show br0
try a 2
bridge link set dev pa state 3
bridge link show dev pa
try a 2
ip link set pa type bridge_slave state 0
bridge link show dev pa
ip link set pa type bridge_slave state 4
bridge link show dev pa
ip link set pa type bridge_slave state 3
bridge link show dev pa
ip link set pa type bridge_slave state 9
ip link set pa type bridge_slave state x
bridge link set dev pa state 9
bridge link set dev pa state bogus
bridge link show dev pa
ip link set pb down
bridge link set dev pb state 3
bridge link set dev pb state 0
bridge link show dev pb
ip link set pb up
bridge link show dev pb
# group_fwd_mask: 01:80:c2:00:00:0e (LLDP) passes only if asked for
ip link set br0 type bridge group_fwd_mask 0x4000
ip -d link show br0 | grep -o 'group_fwd_mask [0-9a-fx]*'
cat /sys/class/net/br0/bridge/group_fwd_mask
ip link set br0 type bridge group_fwd_mask 1
ip link set br0 type bridge group_fwd_mask 0x10000
ip link set br0 type bridge group_fwd_mask x
ip link set br0 type bridge group_fwd_mask 0
ip link set pa type bridge_slave group_fwd_mask 8
ip -d link show pa | grep -o 'group_fwd_mask 0x.*str [0-9a-fx]*'
ip link set pa type bridge_slave group_fwd_mask 1
ip link set pa type bridge_slave group_fwd_mask 0
ip link set pa type bridge_slave guard on root_block on fastleave on proxy_arp on proxy_arp_wifi on neigh_suppress on mcast_to_unicast on vlan_tunnel on locked on
ip -d link show pa | tail -n +3
ip -d -j link show pa | jq -c '.[0].linkinfo.info_slave_data | {guard,root_block,fastleave,proxy_arp,proxy_arp_wifi,neigh_suppress,vlan_tunnel,locked,mcast_to_unicast}'
bridge -d link show dev pa
ip link set pa type bridge_slave guard off root_block off fastleave off proxy_arp off proxy_arp_wifi off neigh_suppress off mcast_to_unicast off vlan_tunnel off locked off
ip link set pa type bridge_slave priority 10 cost 50
bridge link show dev pa
ip link set pa type bridge_slave mcast_router 2
bridge -d link show dev pa
ip link set pa type bridge_slave mcast_router 9
ip link set pa type bridge_slave mcast_router 1
ip link set pa type bridge_slave backup_port pb
bridge -d link show dev pa
ip -d link show pa | grep -o 'backup_port [^ ]*'
ip link set pa type bridge_slave nobackup_port
ip link set pa type bridge_slave priority 99
ip link set pa type bridge_slave fdb_flush
ip link set pa type bridge_slave isolated maybe
ip link set pa type bridge_slave bogus
ip link set eth9 type bridge_slave isolated on
ip link set br0 type bridge_slave isolated on
ip link set br0 type bridge ageing_time 500
ip -d link show br0 | grep -o 'ageing_time [0-9]*'
bridge fdb flush dev br0
try a 2
bridge fdb show br br0 dynamic | wc -l
sleep 7
bridge fdb show br br0 dynamic | wc -l
ip link set br0 type bridge ageing_time 0
ip link set br0 type bridge ageing_time 30000
# locked: only whom the table knows may send
bridge link set dev pa locked on
bridge link set dev pa learning off
bridge fdb flush dev br0
try a 2
bridge fdb add 02:00:00:00:00:01 dev pa master static
try a 2
# proxy ARP answers for whom the neighbour table knows
bridge link set dev pa locked off learning on
bridge link set dev pa hwmode veb
bridge link set dev pa learning_sync on
bridge link set dev pa self isolated on
bridge link set dev pa master isolated on
bridge link set dev pa
bridge link set
bridge link set dev
bridge link set dev pa bogus on
bridge link set dev pa guard
bridge link set dev nope guard on
bridge link set dev lo guard on
