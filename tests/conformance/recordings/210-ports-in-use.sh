# the same port here and there; a port twice; who may use a port
ip netns add a
ip netns add b
ip netns exec a ip link set lo up
ip netns exec b ip link set lo up
mkdir -p /tmp/www; echo hi > /tmp/www/index.html
ip netns exec a busybox httpd -p 127.0.0.1:80 -h /tmp/www; echo "exit $?"
ip netns exec b busybox httpd -p 127.0.0.1:80 -h /tmp/www; echo "exit $?"
ip netns exec a ss -tln
ip netns exec b ss -tln
ip netns exec a busybox httpd -f -p 127.0.0.1:80 -h /tmp/www; echo "exit $?"
ip netns exec a busybox httpd -f -p 127.0.0.1:80 -h /nosuch; echo "exit $?"
ip netns exec a busybox httpd -f -p 10.9.9.9:80 -h /tmp/www; echo "exit $?"
ip netns exec a nc -l 127.0.0.1 80; echo "exit $?"
ip netns exec a nc -l 80 & 
N=$!
sleep 0.3
ip netns exec a ss -tln
kill $N 2>/dev/null; wait $N 2>/dev/null
ip netns exec a nc -l 10.9.9.9 80; echo "exit $?"
ip netns exec a nc -v -l 10.9.9.9 81; echo "exit $?"
ip netns exec a nc -s 10.9.9.9 127.0.0.1 80; echo "exit $?"
ip netns exec a nc -v -z 127.0.0.1 80; echo "exit $?"
ip netns exec a nc -v -z 127.0.0.1 81; echo "exit $?"
ip netns exec a nc -v -z 127.0.0.1 79-82; echo "exit $?"
ip netns exec a nc -v -z -n 127.0.0.1 http; echo "exit $?"
ip netns exec a nc -z 127.0.0.1 nosuchservice; echo "exit $?"
ip netns exec a nc -z 127.0.0.1 0; echo "exit $?"
ip netns exec a nc -z 127.0.0.1 65536; echo "exit $?"
ip netns exec a nc -z 127.0.0.1 82-79; echo "exit $?"
# the source port may be had again only when it is free
ip netns exec a nc -p 40001 -d 127.0.0.1 80 & 
C=$!
sleep 0.3
ip netns exec a nc -p 40001 -d 127.0.0.1 80; echo "exit $?"
kill $C; wait $C 2>/dev/null
ip netns exec a nc -v -p 80 127.0.0.1 80; echo "exit $?"
# ephemeral ports come from the range
ip netns exec a sysctl net.ipv4.ip_local_port_range
ip netns exec a sysctl -w net.ipv4.ip_local_port_range="50000 50000"
ip netns exec a nc -d 127.0.0.1 80 &
C=$!
sleep 0.3
ip netns exec a ss -tn
ip netns exec a nc -v -d 127.0.0.1 80; echo "exit $?"
ip netns exec a nc -v -d 127.0.0.2 80; echo "exit $?"
kill $C; wait $C 2>/dev/null
ip netns exec a sysctl -w net.ipv4.ip_local_port_range="50000 40000"
ip netns exec a sysctl -w net.ipv4.ip_local_port_range="0 65536"
ip netns exec a sysctl -w net.ipv4.ip_local_reserved_ports=50000
ip netns exec a sysctl net.ipv4.ip_unprivileged_port_start
ip netns exec a ss -tlnp | sed 's/pid=[0-9]*/pid=N/'
# a UDP port is another port
ip netns exec a nc -u -l 127.0.0.1 80 &
U=$!
sleep 0.3
ip netns exec a ss -tuln
ip netns exec a nc -u -l 127.0.0.1 80 & sleep 0.3; kill $! 2>/dev/null; wait $! 2>/dev/null; echo
kill $U; wait $U 2>/dev/null
killall busybox
