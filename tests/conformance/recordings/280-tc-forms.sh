#!/bin/bash
# tc qdisc: adding, changing, replacing, deleting, showing, and what the errors say
# oracle: uml
ip link add v0 type veth peer name v1
ip link set v0 up
ip link set v1 up
tc qdisc
tc qdisc show dev v0
tc qdisc add dev v0 root netem delay 100ms
tc qdisc show dev v0
ip link show v0
ip -br link show v0
tc qdisc add dev v0 root netem delay 50ms
tc qdisc change dev v0 root netem delay 50ms 10ms
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 100ms 10ms 25% loss 1% duplicate 2% reorder 3% corrupt 1% rate 1mbit
tc qdisc change dev v0 root netem loss 0.3% 25%
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 20ms 5ms distribution normal
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 10ms reorder 25% 50% gap 5 limit 50
tc qdisc show dev v0
tc qdisc change dev v0 root netem rate 5kbit 20 100 5
tc qdisc show dev v0
tc qdisc change dev v0 root netem limit 10
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 1500us 1us
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 1.5s
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 3333us
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 5
tc qdisc show dev v0
tc qdisc change dev v0 root netem loss 33.333%
tc qdisc show dev v0
tc qdisc change dev v0 root netem loss 10
tc qdisc show dev v0
tc qdisc change dev v0 root netem corrupt 0.1% 50% duplicate 1% 10%
tc qdisc show dev v0
tc qdisc change dev v0 root netem rate 1gbit
tc qdisc show dev v0
tc qdisc change dev v0 root netem rate 1mbps
tc qdisc show dev v0
tc qdisc change dev v0 root netem rate 1500
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 10ms ecn loss 10%
tc qdisc show dev v0
tc qdisc change dev v0 root netem loss state 1% 10%
tc qdisc show dev v0
tc -j qdisc show dev v0
tc qdisc change dev v0 root netem loss gemodel 1% 10% 70% 0.1%
tc qdisc show dev v0
tc -j qdisc show dev v0
tc qdisc change dev v0 root netem loss gemodel 3%
tc qdisc show dev v0
tc qdisc change dev v0 root netem loss state 2%
tc qdisc show dev v0
tc qdisc change dev v0 root netem delay 100ms 10ms 25% loss 1.5% 10% duplicate 2% reorder 3% 5% corrupt 1% rate 1mbit gap 4
tc qdisc show dev v0
tc -j qdisc show dev v0
tc -j -p qdisc show dev v0
tc -iec qdisc show dev v0
# errors of netem
tc qdisc change dev v0 root netem delay
tc qdisc change dev v0 root netem delay xx
tc qdisc change dev v0 root netem loss xx
tc qdisc change dev v0 root netem loss 110%
tc qdisc change dev v0 root netem reorder 25%
tc qdisc change dev v0 root netem bogus
tc qdisc change dev v0 root netem limit x
tc qdisc change dev v0 root netem rate x
tc qdisc change dev v0 root netem distribution normal
tc qdisc change dev v0 root netem delay 10ms distribution nosuch
tc qdisc change dev v0 root netem duplicate 1% 200%
tc qdisc change dev v0 root netem gap 5
tc qdisc add dev v0 root netem help
tc qdisc change dev v0 root pfifo
tc qdisc replace dev v0 root pfifo limit 5
tc qdisc show dev v0
tc qdisc replace dev v0 root handle 1: netem delay 1ms
tc qdisc show dev v0
tc qdisc replace dev v0 root handle 1: netem delay 2ms
tc qdisc show dev v0
tc -j qdisc show dev v0
tc -j -p -s qdisc show dev v0
tc -s qdisc show dev v0
tc qdisc del dev v0 root handle 2:
tc qdisc del dev v0 root pfifo
tc qdisc del dev v0 root
tc qdisc show dev v0
tc qdisc del dev v0 root
tc qdisc del dev v0 root netem
tc qdisc add dev nope root netem
tc qdisc del dev nope root
tc qdisc show dev nope
tc qdisc add root netem
tc qdisc add dev v0 netem
tc qdisc add dev v0 root
tc qdisc add dev v0 root nosuch
tc qdisc add dev v0 root nosuch limit 5
tc qdisc add dev v0 parent 1:1 netem
tc qdisc add dev v0 parent x netem
tc qdisc add dev v0 handle xyz root netem
tc qdisc add dev v0 root root netem
tc qdisc change dev v0 root netem delay 1ms
tc qdisc frob
tc qdisc help
tc
tc help
tc frob
tc -frob
tc -V
tc class help
tc filter help
tc class show dev v0
tc filter show dev v0
tc filter show
tc class show
tc class show dev nope
tc monitor help
# the plain ones
for q in pfifo bfifo pfifo_fast fq_codel fq prio htb noqueue; do tc qdisc replace dev v0 root $q; echo "status $?"; tc qdisc show dev v0; tc -s qdisc show dev v0 | tail -n +2; tc -d qdisc show dev v0; tc -j qdisc show dev v0; done
ip link show v0
tc qdisc del dev v0 root
tc qdisc add dev v0 root pfifo limit 100
tc qdisc show dev v0
tc qdisc change dev v0 root pfifo limit x
tc qdisc change dev v0 root pfifo bogus 5
tc qdisc change dev v0 root pfifo help
tc qdisc del dev v0 root
tc qdisc add dev v0 root bfifo limit 10kb
tc qdisc show dev v0
tc qdisc del dev v0 root
tc qdisc add dev v0 root pfifo_fast limit 5
tc qdisc add dev v0 root noqueue limit 5
tc qdisc add dev v0 root fq_codel limit 100 target 10ms interval 50ms noecn quantum 300 flows 16
tc qdisc show dev v0
tc -s qdisc show dev v0
tc qdisc change dev v0 root fq_codel limit x
tc qdisc change dev v0 root fq_codel bogus
tc qdisc change dev v0 root fq_codel help
tc qdisc del dev v0 root
tc qdisc add dev v0 ingress
tc qdisc show dev v0
tc -s qdisc show dev v0
tc qdisc add dev v0 ingress
tc qdisc del dev v0 ingress
tc qdisc add dev v0 clsact
tc qdisc show dev v0
tc qdisc add dev v0 ingress
tc qdisc del dev v0 clsact
tc qdisc del dev v0 clsact
tc qdisc show
tc qdisc show dev lo
tc qdisc list dev v0 root
tc qdisc show dev v0 ingress
tc qdisc show dev v0 handle 1:
tc qdisc show bogus
