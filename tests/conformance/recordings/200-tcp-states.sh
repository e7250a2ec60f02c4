# every state of a TCP connection, as ss shows it on both sides
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec b nc -l 8080 > got.txt &
sleep 0.5
ip netns exec b ss -tln
ip netns exec b ss -tlnp | sed 's/pid=[0-9]*/pid=N/'
(sleep 3; echo bye) | ip netns exec a nc -q 2 10.0.0.2 8080 &
sleep 1
ip netns exec a ss -tn
ip netns exec b ss -tn
ip netns exec b ss -tan
sleep 3
ip netns exec a ss -tan
ip netns exec b ss -tan
wait
cat got.txt
ip netns exec a ss -tan
ip netns exec b ss -tan
ip netns exec a ss -tn
ip netns exec a ss -tano | sed 's/,5[0-9]sec/,5Nsec/'
ip netns exec a nc -w 2 10.0.0.9 80 &
sleep 1
ip netns exec a ss -tn
ip netns exec a ss -tan state syn-sent
wait
ip netns exec b nc -lk 8081 > /dev/null &
L=$!
sleep 0.5
ip netns exec a nc -d 10.0.0.2 8081 &
C=$!
sleep 0.5
ip netns exec b ss -tan
kill -STOP $L
ip netns exec a ss -tn
kill $C
sleep 0.5
ip netns exec a ss -tan
ip netns exec b ss -tan
kill -CONT $L
sleep 0.5
ip netns exec a ss -tan
ip netns exec b ss -tan
ip netns exec b ss -s
kill $L
