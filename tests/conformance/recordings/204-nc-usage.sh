# nc: datagrams, addresses of its own, ports in use, usage and errors
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec b nc -u -l 5000 > got.txt &
L=$!
sleep 0.3
echo datagram | ip netns exec a nc -u -w 1 10.0.0.2 5000; echo "exit $?"
sleep 0.3; kill $L; wait
cat got.txt
ip netns exec a nc -zuv 10.0.0.2 5000; echo "exit $?"
ip netns exec b nc -l -p 8082 > got.txt &
sleep 0.3
echo x | ip netns exec a nc -q 0 10.0.0.2 8082; echo "exit $?"
wait; cat got.txt
ip netns exec b nc -l 10.0.0.2 8083 > got.txt &
sleep 0.3
ip netns exec b ss -tln
echo y | ip netns exec a nc -w 1 10.0.0.2 8083; echo "exit $?"
wait; cat got.txt
ip netns exec b nc -l 8084 < /dev/null > got.txt &
L=$!
sleep 0.3
ip netns exec b timeout 1 nc -l 8084; echo "exit $?"
ip netns exec b ss -tln
kill $L; wait
ip netns exec b nc -l 10.0.0.66 8084; echo "exit $?"
nc; echo "exit $?"
nc -h 2>&1 | head -3
timeout 2 nc 10.0.0.2; echo "exit $?"
timeout 2 nc -l; echo "exit $?"
timeout 2 nc 10.0.0.2 99999; echo "exit $?"
timeout 2 nc 10.0.0.2 nosuchservice; echo "exit $?"
timeout 2 nc nosuchhost 80; echo "exit $?"
timeout 1 nc -l -s 10.0.0.1 -p 80 x y; echo "exit $?"
timeout 2 nc -w x 10.0.0.2 80; echo "exit $?"
timeout 2 nc -Z; echo "exit $?"
timeout 2 nc -p 0 10.0.0.2 80; echo "exit $?"
timeout 1 nc -zl 80; echo "exit $?"
timeout 2 nc -k 10.0.0.2 80; echo "exit $?"
