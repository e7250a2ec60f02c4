#!/bin/bash
# tc qdisc: one kind in place of another, handles, what goes and stays with its device
# oracle: uml
ip link add v0 type veth peer name v1
ip link set v0 up
ip link set v1 up
# another kind, another handle
tc qdisc add dev v0 root netem delay 5ms
tc qdisc add dev v0 root pfifo
tc qdisc show dev v0
tc qdisc add dev v0 root handle 5: tbf rate 1mbit burst 10kb latency 10ms
tc qdisc change dev v0 root handle 5: tbf rate 1mbit burst 10kb latency 10ms
tc qdisc show dev v0
tc qdisc replace dev v0 root handle 5: tbf rate 1mbit burst 10kb latency 10ms
tc qdisc replace dev v0 root handle 5: netem
tc qdisc show dev v0
tc qdisc del dev v0 parent 9:1
tc qdisc del dev v0 parent 5:7
tc qdisc del dev v0
tc qdisc del dev v0 handle 5:
tc qdisc del dev v0 handle 7:
tc qdisc del dev v0 ingress
tc qdisc add dev v0 parent 5:1 fq
tc qdisc show dev v0
ip link set v0 down
tc qdisc show dev v0
tc qdisc del dev v0 root
tc qdisc show dev v0
ip link show v0
tc qdisc add dev v0 root netem delay 3ms
tc qdisc show dev v0
ip link show v0
ip link set v0 up
tc qdisc show dev v0
