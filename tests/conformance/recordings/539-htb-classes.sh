# netem and tbf on a path, class trees and filters
ip netns add a; ip netns add b
ip link add e0 netns a address 02:00:00:00:00:01 type veth peer name e0 netns b address 02:00:00:00:00:02
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set e0 up; done
ip -n a addr add 10.3.0.1/24 dev e0; ip -n b addr add 10.3.0.2/24 dev e0
ip netns exec a ping -c 3 -i 0.2 -s 1400 10.3.0.2 | tail -3 | head -1
tc -n a qdisc replace dev e0 root handle 1: htb default 30
tc -n a class add dev e0 parent 1: classid 1:1 htb rate 10mbit ceil 10mbit
tc -n a class add dev e0 parent 1:1 classid 1:10 htb rate 6mbit ceil 10mbit prio 1
tc -n a class add dev e0 parent 1:1 classid 1:20 htb rate 3mbit ceil 10mbit prio 2
tc -n a class add dev e0 parent 1:1 classid 1:30 htb rate 1mbit ceil 10mbit prio 3
tc -n a filter add dev e0 protocol ip parent 1: prio 1 u32 match ip dport 80 0xffff flowid 1:10
tc -n a filter add dev e0 protocol ip parent 1: prio 2 u32 match ip protocol 1 0xff flowid 1:20
tc -n a filter add dev e0 protocol ip parent 1: prio 3 u32 match ip dst 10.3.0.0/24 flowid 1:30
tc -n a class show dev e0
tc -n a -d class show dev e0
tc -n a filter show dev e0
tc -n a filter show dev e0 parent 1:
ip netns exec a ping -c 4 -i 0.1 10.3.0.2 | tail -3 | head -1
tc -n a -s class show dev e0 | grep -A1 'class htb'
tc -n a -s class show dev e0 classid 1:20
tc -n a -j class show dev e0 | jq -c '.[]|[.class,.handle,.parent,.rate]'
tc -n a class del dev e0 classid 1:20
tc -n a filter del dev e0 parent 1: prio 2
tc -n a class del dev e0 classid 1:20
tc -n a class show dev e0
tc -n a class change dev e0 parent 1:1 classid 1:10 htb rate 7mbit ceil 9mbit
tc -n a class show dev e0 classid 1:10
tc -n a class add dev e0 parent 1:1 classid 1:10 htb rate 1mbit
tc -n a class add dev e0 parent 9: classid 9:10 htb rate 1mbit
tc -n a class add dev e0 parent 1: classid 1:40 htb
tc -n a class show dev e0
ip netns exec a ping -c 1 -W 1 10.3.0.2 | tail -2
tc -n a filter show dev e0
tc qdisc help 2>&1 | head -3
tc frob
tc -V | cut -d, -f1
tc qdisc add help
ip link set lo txqueuelen 500; ip link show lo | head -1
tc qdisc add dev lo help
tc qdisc del help
tc qdisc show dev lo help
tc class add help
tc filter add help
tc class show help
tc filter show help
 tc qdisc add dev lo root help
