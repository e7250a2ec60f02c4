#!/bin/bash
# bridge mdb: groups that are heard, groups by hand, routers, errors
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for n in a b; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add br0 type bridge
i=0; for n in a b; do i=$((i+1)); ip link add p$n address 02:00:00:00:01:0$i type veth peer name eth0 netns $n address 02:00:00:00:00:0$i; ip link set p$n master br0; ip link set p$n up; ip -n $n addr add 10.0.0.$i/24 dev eth0; ip -n $n link set eth0 up; done
bridge mdb
bridge -j mdb
ip link set br0 up
sleep 3
bridge mdb
bridge mdb add dev br0 port pa grp 239.1.1.1 permanent
bridge mdb
bridge mdb add dev br0 port pb grp 239.1.1.2 temp
bridge mdb add dev br0 port pb grp 239.2.2.2 permanent
bridge mdb add dev br0 port br0 grp 239.3.3.3 permanent
bridge mdb add dev br0 port br0 grp 239.3.3.4
bridge mdb add dev br0 port pa grp ff0e::1:2 permanent
bridge mdb add dev br0 port pa grp 01:00:5e:7f:00:01 permanent
bridge mdb
bridge mdb show dev br0
bridge -d mdb show dev br0
bridge -j mdb show dev br0
bridge -j -p mdb show dev br0
bridge -s mdb show dev br0 | grep -v temp
bridge mdb add dev br0 port pa grp 239.1.1.1 permanent
bridge mdb add dev br0 port pb grp 239.1.1.2 permanent
bridge mdb del dev br0 port pa grp 239.1.1.1
bridge mdb del dev br0 port pa grp 239.1.1.1
bridge mdb del dev br0 port pa grp 239.9.9.9
bridge mdb del dev br0 port br0 grp 239.3.3.3
bridge mdb
bridge mdb add dev br0 port pa grp 224.0.0.5 permanent
bridge mdb add dev br0 port pa grp 10.0.0.1 permanent
bridge mdb add dev br0 port pa grp ff02::1 permanent
bridge mdb add dev br0 port pa grp bogus permanent
bridge mdb add dev br0 port nope grp 239.1.1.1
bridge mdb add dev nope port pa grp 239.1.1.1
bridge mdb add dev pa port pa grp 239.1.1.1
bridge mdb add dev br0 port lo grp 239.1.1.1
bridge mdb add dev br0 grp 239.1.1.1
bridge mdb add dev br0 port pa
bridge mdb add dev br0 port pa grp 239.1.1.1 vid 5
bridge mdb add dev br0 port pa grp 239.1.1.1 vid 5000
bridge mdb add dev br0 port pa grp 239.1.1.1 bogus
bridge mdb add dev br0 port pa grp 239.4.4.4 src 10.0.0.5 permanent
bridge mdb frob
bridge mdb show dev nope
bridge mdb show dev lo
bridge mdb help
# a host joins and leaves
ip -n a addr add 239.7.7.7/32 dev eth0 autojoin
sleep 2
bridge mdb show dev br0 | grep 239.7
ip -n a addr del 239.7.7.7/32 dev eth0
sleep 4
bridge mdb show dev br0 | grep -c 239.7
# a port that goes down forgets what it heard, not what was set
bridge mdb add dev br0 port pb grp 239.8.8.8 temp
ip link set pb down
bridge mdb
ip link set pb up
bridge mdb
bridge link set dev pb mcast_router 2
bridge mdb
bridge -j mdb
bridge -d mdb | tail -1
bridge link set dev pb mcast_router 1
ip link set br0 type bridge mcast_snooping 0
bridge mdb
bridge mdb add dev br0 port pa grp 239.5.5.5
ip link set br0 type bridge mcast_snooping 1
ip link del br0
bridge mdb
