# one side closes first: FIN-WAIT-1, FIN-WAIT-2, CLOSE-WAIT, LAST-ACK, TIME-WAIT; resets
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
# the server says that it is done; the client is not, so far
echo hello | ip netns exec b nc -l -N 10.0.0.2 8080 > /tmp/got &
L=$!
sleep 1
(sleep 15; echo late) | ip netns exec a nc -p 40001 10.0.0.2 8080 > /tmp/back &
C=$!
sleep 1
cat /tmp/back
ip netns exec a ss -tan
ip netns exec b ss -tan | sort
ip netns exec a ss -tanp | sed 's/pid=[0-9]*/pid=N/; s/ *$//'
ip netns exec b ss -tanp | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec b ss -tan state fin-wait-2
ip netns exec a ss -tan state close-wait
ip netns exec a ss -tan state fin-wait-1
ip netns exec a ss -tan state closing
ip netns exec a ss -tan state last-ack
ip netns exec a ss -tan state closed
ip netns exec a ss -tan state connected
ip netns exec a ss -tn
ip netns exec b ss -tn
wait $C; echo "exit $?"
wait $L; echo "exit $?"
cat /tmp/got
sleep 1
ip netns exec a ss -tan
ip netns exec b ss -tan
# CLOSE-WAIT becomes LAST-ACK when its answer cannot be heard
echo hello | ip netns exec b nc -l -N 10.0.0.2 8082 > /tmp/got &
L=$!
sleep 1
sleep 100 | ip netns exec a nc -p 40003 10.0.0.2 8082 > /tmp/back &
C=$!
sleep 1
ip -n a neigh replace 10.0.0.2 lladdr 02:00:00:00:00:99 dev eth0
kill $C; sleep 1
ip netns exec a ss -tan
ip netns exec a ss -tan state last-ack
ip netns exec b ss -tan | sort
kill $L; sleep 1
ip netns exec b ss -tan
ip netns exec b ss -tanp
ip -n a neigh replace 10.0.0.2 lladdr 02:00:00:00:00:0b dev eth0
# the wire is cut: FIN-WAIT-1 here, and there too
sleep 100 | ip netns exec b nc -l 10.0.0.2 8081 > /tmp/got &
L=$!
sleep 1
ip netns exec a nc -d -p 40002 10.0.0.2 8081 &
C=$!
sleep 1
ip -n a neigh replace 10.0.0.2 lladdr 02:00:00:00:00:99 dev eth0
kill $C; sleep 1
ip netns exec a ss -tan dport = :8081
ip netns exec a ss -tan state fin-wait-1 dport = :8081
ip netns exec a ss -tanp dport = :8081
ip netns exec b ss -tan sport = :8081 | sort
ip -n b neigh replace 10.0.0.1 lladdr 02:00:00:00:00:99 dev eth0
kill $L; sleep 1
ip netns exec b ss -tan sport = :8081
ip netns exec b ss -tanp sport = :8081
