#!/bin/bash
# netem on a veth: what ping and tcpdump see of delay, loss, duplication, a small queue
# oracle: uml
ip netns add a
ip netns add b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add va netns a type veth peer name vb netns b
ip -n a link set va address 02:00:00:00:00:0a
ip -n b link set vb address 02:00:00:00:00:0b
ip -n a addr add 10.0.0.1/24 dev va
ip -n b addr add 10.0.0.2/24 dev vb
ip -n a link set va up
ip -n b link set vb up
ip -n a neigh add 10.0.0.2 lladdr 02:00:00:00:00:0b dev va
ip -n b neigh add 10.0.0.1 lladdr 02:00:00:00:00:0a dev vb
ip netns exec a ping -c 1 -W 2 10.0.0.2 | head -2
# loss 100%
ip netns exec a tc qdisc add dev va root netem loss 100%
ip netns exec a tc qdisc show
ip netns exec a ping -c 3 -i 0.2 -W 1 10.0.0.2
ip netns exec a tc -s qdisc show dev va
ip -n a -s link show va
ip netns exec a timeout 1 tcpdump -nn -i va icmp > cap.txt 2>/dev/null & sleep 0.4; ip netns exec a ping -c 2 -i 0.2 -W 1 10.0.0.2 > /dev/null; wait; wc -l < cap.txt
ip netns exec a tc qdisc del dev va root
ip netns exec a ping -c 1 -W 2 10.0.0.2 | head -2
# duplicate 100%
ip netns exec a tc qdisc add dev va root netem duplicate 100%
ip netns exec a ping -c 2 -i 0.3 -W 1 10.0.0.2
ip netns exec a tc -s qdisc show dev va
ip netns exec a tc qdisc del dev va root
# both ends
ip netns exec b tc qdisc add dev vb root netem loss 100%
ip netns exec a ping -c 2 -i 0.2 -W 1 10.0.0.2
ip netns exec b tc -s qdisc show dev vb
ip netns exec b tc qdisc del dev vb root
# delay 100 ms: the packet is seen when it leaves the queue
ip netns exec a tc qdisc add dev va root netem delay 100ms
ip netns exec a ping -c 2 -i 0.3 10.0.0.2 | sed -E 's/time=1[01][0-9](\.[0-9]+)? ms/time=about-100 ms/; s/^(rtt[^=]*= ).*/\1.../'
ip netns exec b tc qdisc add dev vb root netem delay 100ms
ip netns exec a ping -c 2 -i 0.3 10.0.0.2 | sed -E 's/time=2[01][0-9](\.[0-9]+)? ms/time=about-200 ms/; s/^(rtt[^=]*= ).*/\1.../'
ip netns exec a ping -c 1 -W 0.1 10.0.0.2
ip netns exec b tc qdisc change dev vb root netem delay 10ms
ip netns exec b tc qdisc show dev vb
ip netns exec b tc qdisc del dev vb root
ip netns exec a tc qdisc show dev va
# corrupt 100%: one bit of each frame is wrong
ip netns exec a tc qdisc add dev va root netem corrupt 100%
ip netns exec a tc qdisc show dev va
ip netns exec a tc qdisc del dev va root
# a rate: 1000 bytes at 80 kbit/s take 104 ms
ip netns exec a tc qdisc add dev va root netem rate 80kbit
ip netns exec a ping -c 2 -i 0.4 -s 958 10.0.0.2 | sed -E 's/time=1[01][0-9](\.[0-9]+)? ms/time=about-100 ms/; s/^(rtt[^=]*= ).*/\1.../'
ip netns exec a tc -s qdisc show dev va
# set down and up: the queueing discipline stays
ip -n a link set va down
ip netns exec a tc qdisc show dev va
ip -n a link set va up
ip netns exec a tc qdisc show dev va
ip -n a link show va | grep -o 'qdisc [a-z]*'
ip netns exec a tc qdisc del dev va root
# netem on lo
ip netns exec a ip link set lo up
ip netns exec a tc qdisc add dev lo root netem delay 50ms
ip netns exec a ping -c 2 -i 0.3 127.0.0.1 | sed -E 's/time=1[01][0-9](\.[0-9]+)? ms/time=about-100 ms/; s/^(rtt[^=]*= ).*/\1.../'
ip netns exec a tc -s qdisc show dev lo
ip -n a link show lo
ip netns exec a tc -s qdisc
