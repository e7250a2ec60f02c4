#!/bin/bash
# oracle: packages bird2:/opt/bird2
# BIRD 2.0.12's client: configure and its undo, dump, show symbols, show interfaces, words it refuses
ip link add e0 type veth peer name e1
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip addr add 10.0.0.1/24 dev e0
ip addr add 10.0.0.2/24 dev e0
ip addr add 172.16.0.1/32 dev e0
ip addr add 10.7.0.1 peer 10.7.0.2 dev e1
ip link set e0 up; ip link set e1 up
cat > c.conf <<'X'
router id 1.1.1.1;
ipv4 table t1;
define five = 5;
function f() { return true; }
filter g { accept; }
template bgp tb { local as 1; }
protocol device { }
protocol direct { ipv4; }
protocol static s1 { ipv4; route 10.9.0.0/16 blackhole; }
X
B() { /opt/bird2/usr/sbin/birdc -s c.ctl "$@" > out; r=$?; sed -E 's/in [0-9.]+ s/in N s/; s/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/[0-9-]{10} TIME/DATE/' out; return $r; }
/opt/bird2/usr/sbin/bird -c c.conf -s c.ctl; sleep 1
B show interfaces
B show interfaces summary
ip link set e1 down; sleep 1
B show interfaces
B show interfaces summary
for w in resources sockets events interfaces neighbors attributes routes protocols "filter all" frob ""; do B dump $w; done
B show bfd sessions
B show bfd
B configure status
B configure undo
B configure confirm
B configure timeout
B configure status
B configure timeout 5
B configure status
B configure confirm
B configure confirm
B configure status
B configure soft
B configure undo
B configure undo
B configure check
B configure check "c.conf"
B configure check "nope.conf"
B configure soft "c.conf" timeout 7
B configure "c.conf" timeout
B configure status
sleep 8
B configure status
B configure undo
B configure frob
B configure timeout frob
B configure soft timeout 3
sed -i 's/10.9.0.0/10.8.0.0/' c.conf
B configure timeout 3
B show route
sleep 4
B show route
B configure status
echo 'bogus' > bad.conf
B configure "bad.conf"
B configure check "bad.conf"
B configure status
B show route
for w in table filter function protocol template constant attribute s1 tb f g five t1 nosuch 5 "t1 x"; do B show symbols $w; done
B show symbols | grep -v '^ip' | sort
B show frob
B show
B frob
B "show ?"
B "configure ?"
B "dump ?"
B mrt dump
B echo
B echo all
B echo off
B eval 1+1
B eval five
B show static s1
B show static
B show static nosuch
B show memory | head -1
B down
