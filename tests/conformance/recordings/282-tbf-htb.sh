#!/bin/bash
# tbf, prio and htb: shapes, classes, filters
# oracle: uml
ip netns add a
ip netns add b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add va netns a type veth peer name vb netns b
ip -n a addr add 10.0.0.1/24 dev va
ip -n b addr add 10.0.0.2/24 dev vb
ip -n a link set va up
ip -n b link set vb up
ip netns exec a ping -c 1 10.0.0.2 | head -2
function t { ip netns exec a tc "$@"; }
t qdisc add dev va root tbf rate 1mbit burst 1600 latency 50ms
t qdisc show dev va
t -d qdisc show dev va
t -s qdisc show dev va
t -j qdisc show dev va
t qdisc change dev va root tbf rate 1mbit burst 32kbit latency 400ms
t qdisc show dev va
t qdisc change dev va root tbf rate 256kbit burst 1540 limit 3000
t qdisc show dev va
t qdisc change dev va root tbf rate 10mbit burst 10kb limit 30kb peakrate 12mbit minburst 1540
t qdisc show dev va
t qdisc change dev va root tbf rate 1gbit burst 1mb latency 1ms
t qdisc show dev va
t qdisc change dev va root tbf rate 1mbit burst 1600 latency 50ms mtu 1500 overhead 24
t qdisc show dev va
t qdisc change dev va root tbf
t qdisc change dev va root tbf rate 1mbit
t qdisc change dev va root tbf rate 1mbit burst 1600
t qdisc change dev va root tbf rate x burst 1600 latency 50ms
t qdisc change dev va root tbf rate 1mbit burst x latency 50ms
t qdisc change dev va root tbf rate 1mbit burst 1600 latency x
t qdisc change dev va root tbf rate 1mbit burst 1600 latency 50ms limit 1000
t qdisc change dev va root tbf rate 1mbit burst 1600 latency 50ms peakrate 2mbit
t qdisc change dev va root tbf rate 1mbit burst 1600 latency 50ms bogus
t qdisc change dev va root tbf rate 1mbit rate 2mbit burst 1600 latency 50ms
t qdisc change dev va root tbf help
t qdisc change dev va root tbf rate 1mbit burst 100 latency 50ms
t qdisc del dev va root
# 20 packets of 1042 bytes at once through 800 kbit/s with room for 5000
t qdisc add dev va root tbf rate 800kbit burst 2000 limit 5000
ip netns exec a ping -c 3 -i 0.2 -s 1000 10.0.0.2 | grep -v -e rtt -e time=
t -s qdisc show dev va | sed -E 's/overlimits [0-9]+/overlimits N/; s/backlog [0-9]+b [0-9]+p/backlog/'
t qdisc del dev va root
# tbf with netem under it
t qdisc add dev va root handle 1: tbf rate 10mbit burst 10kb latency 50ms
t qdisc add dev va parent 1:1 handle 10: netem delay 10ms
t qdisc show dev va
t class show dev va
t qdisc add dev va parent 1:2 netem
t qdisc add dev va parent 2:1 netem
t qdisc del dev va parent 1:1
t qdisc show dev va
t qdisc del dev va root
# netem with tbf under it
t qdisc add dev va root handle 1: netem delay 100ms
t qdisc add dev va parent 1: handle 2: tbf rate 1mbit burst 1600 latency 50ms
t qdisc show dev va
ip netns exec a ping -c 1 10.0.0.2 | head -2 | sed -E 's/time=1[01][0-9](\.[0-9]+)? ms/time=about-100 ms/'
t -s qdisc show dev va | sed -E 's/overlimits [0-9]+/overlimits N/'
t class show dev va
t qdisc del dev va root
# prio
t qdisc add dev va root handle 1: prio
t qdisc show dev va
t class show dev va
t qdisc add dev va parent 1:3 handle 30: netem delay 100ms
t qdisc show dev va
t filter add dev va parent 1: protocol ip prio 1 u32 match ip dst 10.0.0.2/32 flowid 1:3
t filter show dev va
ip netns exec a ping -c 1 10.0.0.2 | head -2 | sed -E 's/time=1[01][0-9](\.[0-9]+)? ms/time=about-100 ms/'
t filter del dev va parent 1: prio 1
t filter show dev va
ip netns exec a ping -c 1 10.0.0.2 | head -2 | sed -E 's/time=[01](\.[0-9]+)? ms/time=short ms/'
t qdisc del dev va root
t qdisc add dev va root handle 1: prio bands 4
t qdisc add dev va root handle 1: prio bands 4 priomap 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3
t qdisc show dev va
t qdisc del dev va root
# htb with one class and netem under it
t qdisc add dev va root handle 1: htb default 10
t qdisc show dev va
t class add dev va parent 1: classid 1:1 htb rate 10mbit
t class add dev va parent 1:1 classid 1:10 htb rate 1mbit ceil 2mbit
t class add dev va parent 1:1 classid 1:20 htb rate 512kbit ceil 10mbit prio 2 burst 15k
t class show dev va
t -d class show dev va
t -j class show dev va
t qdisc add dev va parent 1:10 handle 10: netem delay 100ms
t qdisc add dev va parent 1:20 handle 20: pfifo limit 10
t qdisc show dev va
ip netns exec a ping -c 1 10.0.0.2 | head -2 | sed -E 's/time=1[01][0-9](\.[0-9]+)? ms/time=about-100 ms/'
t -s class show dev va | grep -v -e tokens -e rate -e lended
t filter add dev va protocol ip parent 1:0 prio 1 u32 match ip dst 10.0.0.2/32 flowid 1:20
t filter add dev va protocol ip parent 1:0 prio 1 u32 match ip dport 80 0xffff flowid 1:10
t filter show dev va
ip netns exec a ping -c 1 10.0.0.2 | head -2 | sed -E 's/time=[01](\.[0-9]+)? ms/time=short ms/'
t filter del dev va
t filter show dev va
t filter add dev va parent 1: protocol ip handle 7 fw flowid 1:10
t filter show dev va
t filter del dev va
t filter add dev va parent 1: protocol ip prio 5 u32 match ip src 10.0.0.0/24 match ip protocol 1 0xff flowid 1:10
t filter add dev va parent 1: protocol ip prio 3 u32 match u32 0x0a000002 0xffffffff at 16 flowid 1:20
t filter add dev va parent 1: protocol ip u32 match ip sport 22 0xffff flowid 1:10
t filter show dev va
t filter show dev va parent 1:
t filter del dev va prio 77
t filter del dev va
t filter add dev va parent 9: matchall flowid 1:20
t filter add dev nope matchall flowid 1:20
t filter add dev va parent 1: protocol bogus matchall flowid 1:20
t filter add dev va parent 1: matchall flowid 1:20
t filter show dev va
t class change dev va parent 1:1 classid 1:10 htb rate 2mbit
t class show dev va
t class del dev va classid 1:10
t class add dev va parent 1:1 classid 1:20 htb rate 1mbit
t class add dev va parent 1:9 classid 1:30 htb rate 1mbit
t class add dev va parent 1: classid 1:30 htb
t class add dev va parent 1: classid 1:30 htb rate x
t class add dev va parent 1: classid x htb rate 1mbit
t class add dev va parent 1: htb rate 1mbit
t class add dev va parent 1: classid 1:30 htb bogus
t class add dev va parent 1: classid 1:30 htb help
t class del dev va classid 1:99
t class del dev va
t qdisc del dev va root
t class show dev va
t qdisc show dev va
