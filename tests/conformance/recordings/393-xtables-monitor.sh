# xtables-monitor --trace: packets marked by TRACE, step by step
ip link set lo up
ip netns add b
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:0b netns b
ip addr add 10.0.0.1/24 dev v0
ip link set v0 up
ip -n b addr add 10.0.0.2/24 dev v1
ip -n b link set v1 up
ping -c1 -W1 10.0.0.2 >/dev/null
iptables -t raw -A PREROUTING -p icmp -j TRACE
iptables -t raw -A PREROUTING -p udp -j TRACE
iptables -t mangle -A PREROUTING -p udp -j MARK --set-mark 9
iptables -N C1
iptables -A C1 -p icmp -j RETURN
iptables -A C1 -p udp -j DROP
iptables -A INPUT -p udp -g C1
iptables -A INPUT -p icmp -j C1
iptables -A INPUT -p icmp -m comment --comment hello -j ACCEPT
timeout 4 xtables-monitor --trace >t.out &
sleep 0.5
ip netns exec b ping -c1 -W1 10.0.0.1 >/dev/null
echo hi | ip netns exec b nc -u -w1 -p 5000 10.0.0.1 53
wait
sed -E 's/: 2 [0-9a-f]{8} /: 2 TRACEID /; s/ ID=[0-9]+/ ID=N/' t.out
xtables-monitor -V
xtables-monitor -h; echo $?
xtables-monitor; echo $?
xtables-monitor -x; echo $?
