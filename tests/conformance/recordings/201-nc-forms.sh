# nc: listen, connect, verbose texts, scans, timeouts, udp, errors
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec b nc -l 8080 > got.txt &
sleep 0.5
echo hello | ip netns exec a nc -N 10.0.0.2 8080; echo "exit $?"
wait; cat got.txt
ip netns exec b nc -v -l 8080 > got.txt 2> err.txt &
sleep 0.5
echo hello | ip netns exec a nc -v -N 10.0.0.2 8080; echo "exit $?"
wait; cat got.txt
sed 's/ [0-9]*$/ PORT/' err.txt
ip netns exec a nc -v 10.0.0.2 8080 < /dev/null; echo "exit $?"
ip netns exec a nc 10.0.0.2 8080 < /dev/null; echo "exit $?"
ip netns exec a nc -z 10.0.0.2 8080; echo "exit $?"
ip netns exec b nc -lk 8081 > /dev/null 2>&1 &
L=$!
sleep 0.5
ip netns exec a nc -zv 10.0.0.2 8079-8083; echo "exit $?"
ip netns exec a nc -z 10.0.0.2 8081; echo "exit $?"
ip netns exec a nc -zv -w 1 10.0.0.9 80; echo "exit $?"
ip netns exec a nc -zv 10.9.9.9 80; echo "exit $?"
ip netns exec a nc -zvn 10.0.0.2 8081; echo "exit $?"
ip netns exec a nc -z -v localhost 80; echo "exit $?"
ip netns exec a nc -zv -p 40000 10.0.0.2 8081; echo "exit $?"
ip netns exec a nc -zv -s 10.0.0.77 10.0.0.2 8081; echo "exit $?"
ip netns exec a nc -zv -s 10.0.0.1 -p 40002 10.0.0.2 8081; echo "exit $?"
kill $L
