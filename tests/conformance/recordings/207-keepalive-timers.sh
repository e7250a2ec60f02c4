# timers: /dev/tcp, retransmission, zero window, reset of a gone peer, orphan
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec b nc -l 8080 > got.txt &
sleep 0.3
ip netns exec a bash -c 'exec 3<>/dev/tcp/10.0.0.2/8080; echo from bash >&3; exec 3>&-'; echo "exit $?"
sleep 0.3
cat got.txt
ip netns exec a bash -c 'exec 3<>/dev/tcp/10.0.0.2/81'; echo "exit $?"
ip netns exec a bash -c 'echo x > /dev/tcp/10.0.0.2/81'; echo "exit $?"
ip netns exec a bash -c 'cat < /dev/tcp/10.9.0.2/81'; echo "exit $?"
(echo served; sleep 0.5) | ip netns exec b nc -l -N 8081 > /dev/null &
sleep 0.3
ip netns exec a bash -c 'cat < /dev/tcp/10.0.0.2/8081'; echo "exit $?"
ip netns exec a timeout 1 bash -c '</dev/tcp/10.0.0.9/80'; echo "exit $?"
ip netns exec b nc -l 8082 > got.txt &
L=$!
sleep 0.3
(sleep 1; echo late; sleep 5) | ip netns exec a nc -N 10.0.0.2 8082 &
sleep 0.5
ip -n b neigh replace 10.0.0.1 lladdr 02:00:00:00:00:99 dev eth0 nud permanent
sleep 2
ip netns exec a ss -tn
ip -n b neigh del 10.0.0.1 dev eth0
sleep 5
ip netns exec a ss -tn
cat got.txt
