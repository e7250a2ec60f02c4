# oracle: uml
# oracle: modules veth sch_netem sch_tbf sch_htb sch_prio cls_u32 sch_fq_codel
# tc: netem, tbf, htb, pfifo, prio, fq; shown with -s, -d, -j; what is refused
ip netns add p
ip link add e0 address 02:00:00:00:00:10 type veth peer name e0 netns p address 02:00:00:00:00:11
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip netns exec p sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip link set e0 up; ip -n p link set e0 up; ip addr add 10.0.0.1/24 dev e0; ip -n p addr add 10.0.0.2/24 dev e0
tc qdisc
tc qdisc show dev e0
tc -s qdisc show dev e0
tc -s qdisc ls dev lo
tc qdisc add dev e0 root netem delay 20ms
tc qdisc show dev e0
tc -s qdisc show dev e0
ping -c 2 -i 0.2 10.0.0.2 | sed 's/time=2[0-9]\.[0-9]*/time=2X/;s#= .* ms#= R ms#'
tc -s qdisc show dev e0
tc -j qdisc show dev e0
tc -j -p -s qdisc show dev e0
tc qdisc add dev e0 root netem delay 10ms
tc qdisc change dev e0 root netem delay 10ms 2ms 25% loss 0.5% 10% duplicate 1% corrupt 0.1% reorder 5% 50%
tc qdisc show dev e0
tc -j qdisc show dev e0
tc qdisc replace dev e0 root netem limit 50 rate 1mbit delay 5ms distribution normal
tc qdisc show dev e0
tc qdisc replace dev e0 root netem loss random 1.5%
tc qdisc show dev e0
tc qdisc replace dev e0 root netem loss state 1% 90%
tc qdisc show dev e0
tc qdisc replace dev e0 root netem loss gemodel 1% 10% 70% 0.1%
tc qdisc show dev e0
tc qdisc replace dev e0 root netem delay 100us gap 5 reorder 25%
tc qdisc show dev e0
tc qdisc replace dev e0 root netem slot 10ms 20ms
tc qdisc show dev e0
tc qdisc replace dev e0 root netem delay
tc qdisc replace dev e0 root netem delay x
tc qdisc replace dev e0 root netem loss 200%
tc qdisc replace dev e0 root netem loss
tc qdisc replace dev e0 root netem rate x
tc qdisc replace dev e0 root netem limit x
tc qdisc replace dev e0 root netem reorder 25%
tc qdisc replace dev e0 root netem bogus
tc qdisc del dev e0 root
tc qdisc del dev e0 root
tc qdisc add dev e0 root handle 1: tbf rate 1mbit burst 32kbit latency 400ms
tc qdisc show dev e0
tc -s -d qdisc show dev e0
tc -j qdisc show dev e0
tc qdisc change dev e0 handle 1: root tbf rate 2mbit burst 10kb limit 30kb peakrate 4mbit mtu 1540
tc -d qdisc show dev e0
tc qdisc add dev e0 parent 1:1 handle 10: netem delay 1ms
tc qdisc show dev e0
tc qdisc replace dev e0 root tbf rate 1mbit
tc qdisc replace dev e0 root tbf burst 10k latency 1ms
tc qdisc replace dev e0 root tbf rate 1mbit burst 10k latency 1ms limit 10
tc qdisc replace dev e0 root tbf rate x burst 10k latency 1ms
tc qdisc replace dev e0 root handle 1: htb default 20
tc class add dev e0 parent 1: classid 1:1 htb rate 10mbit
tc class add dev e0 parent 1:1 classid 1:10 htb rate 6mbit ceil 10mbit prio 0
tc class add dev e0 parent 1:1 classid 1:20 htb rate 4mbit ceil 10mbit prio 1 burst 15k
tc class add dev e0 parent 1:9 classid 1:30 htb rate 1mbit
tc class add dev e0 parent 1: classid 1:40 htb
tc class show dev e0
tc -s class show dev e0 classid 1:20
tc -d class show dev e0
tc -j class show dev e0
tc qdisc add dev e0 parent 1:10 handle 100: pfifo limit 10
tc filter add dev e0 parent 1: protocol ip prio 1 u32 match ip dst 10.0.0.2/32 flowid 1:10
tc filter show dev e0
tc filter add dev e0 parent 1: protocol ip prio 2 u32 match ip dport 80 0xffff flowid 1:20
tc filter show dev e0
tc qdisc show dev e0
ping -q -c 2 -i 0.2 10.0.0.2 > /dev/null
tc -s class show dev e0 | grep -A1 'class\|Sent' | grep -v '^--' | sed 's/lended.*//'
tc -s qdisc show dev e0
tc filter del dev e0 parent 1: prio 2
tc filter del dev e0 parent 1: prio 9
tc class del dev e0 classid 1:1
tc class del dev e0 classid 1:20
tc class change dev e0 classid 1:10 htb rate 5mbit
tc class replace dev e0 parent 1:1 classid 1:10 htb rate 3mbit ceil 5mbit
tc class show dev e0
tc qdisc del dev e0 root
tc qdisc add dev e0 root pfifo limit 5; tc qdisc show dev e0
tc qdisc replace dev e0 root bfifo limit 3000; tc qdisc show dev e0
tc qdisc replace dev e0 root prio bands 4 priomap 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1; tc qdisc show dev e0
tc class show dev e0
tc qdisc replace dev e0 root pfifo_fast; tc qdisc show dev e0
tc qdisc replace dev e0 root noqueue; tc qdisc show dev e0
tc qdisc replace dev e0 root fq_codel; tc qdisc show dev e0
tc qdisc replace dev e0 root sfq perturb 10
tc qdisc replace dev e0 root nosuch
tc qdisc add dev nope root netem delay 1ms
tc qdisc add dev e0 netem delay 1ms
tc qdisc add root netem delay 1ms
tc qdisc add dev e0 root handle 1:5 netem delay 1ms
tc qdisc add dev e0 root handle x: netem
tc qdisc add dev e0 parent 5: netem delay 1ms
tc qdisc add dev e0 ingress
tc qdisc show dev e0 ingress
tc qdisc add dev e0 clsact
tc qdisc bogus
tc bogus
tc -V | cut -d, -f1
tc
tc qdisc show dev nope
tc class show
ip link show e0 | head -1; tc qdisc del dev e0 root; tc qdisc del dev e0 ingress; ip link show e0 | head -1
ip link set e0 txqueuelen 20; tc qdisc add dev e0 root pfifo; tc qdisc show dev e0
ip link set e0 down; tc qdisc show dev e0; ip link set e0 up; tc qdisc show dev e0
