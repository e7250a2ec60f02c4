# ports: in use, in two namespaces, in TIME-WAIT, below 1024, backlog full, both families
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec a nc -l 8080 > /dev/null &
A=$!
ip netns exec b nc -l 8080 > /dev/null &
B=$!
sleep 0.5
ip netns exec a nc -l 8080; echo "exit $?"
ip netns exec a ss -tln
ip netns exec b ss -tln
ip netns exec a nc -l 10.0.0.1 8080; echo "exit $?"
ip netns exec a nc -l 127.0.0.1 8081 > /dev/null &
C=$!
sleep 0.3
ip netns exec a nc -l 10.0.0.1 8081 > /dev/null &
D=$!
sleep 0.3
ip netns exec a ss -tln
ip netns exec b nc -zv 10.0.0.1 8081
ip netns exec b nc -zv -w 1 127.0.0.1 8081
kill $A $B $C $D; wait
ip netns exec b nc -l 8082 > /dev/null &
B=$!
sleep 0.3
kill -STOP $B
ip netns exec a nc -d -p 40001 10.0.0.2 8082 &
C=$!
ip netns exec a nc -d -p 40003 10.0.0.2 8082 &
D=$!
sleep 0.3
ip netns exec b ss -tln
ip netns exec a nc -w 2 -v -p 40005 10.0.0.2 8082
ip netns exec b ss -tan
ip netns exec b grep -o 'ListenOverflows ListenDrops' /proc/net/netstat
kill -CONT $B
kill $C $D; wait
ip netns exec a ss -tan
ip netns exec b ss -tan
ip netns exec a cat /proc/net/tcp | cut -c1-91
cat /proc/net/tcp
ip netns exec b cat /proc/net/sockstat
ip netns exec a head -1 /proc/net/tcp6
ip netns exec a nc -v -p 40001 10.0.0.2 8082
ip netns exec a setpriv --reuid 1000 --regid 1000 --clear-groups nc -l 80; echo "exit $?"
ip netns exec a sysctl -w net.ipv4.ip_local_port_range="50000 50001"
ip netns exec b nc -lk 8083 > /dev/null &
B=$!
sleep 0.3
ip netns exec a nc -d 10.0.0.2 8083 &
C=$!
sleep 0.3
ip netns exec a nc -d 10.0.0.2 8083 &
D=$!
sleep 0.3
ip netns exec a nc -v -z 10.0.0.2 8083
ip netns exec a ss -tan
kill $B $C $D
