# every state that a connection can be seen in
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
# LISTEN
ip netns exec b nc -lk 10.0.0.2 8080 > /dev/null 2>&1 &
L=$!
sleep 1
ip netns exec b ss -tan | sort
ip netns exec b ss -tanp | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec b ss -tlnp | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
# ESTAB: the second and third client wait in the backlog
ip netns exec a nc -d -p 40001 10.0.0.2 8080 &
C1=$!
sleep 1
ip netns exec a nc -d -p 40002 10.0.0.2 8080 &
C2=$!
sleep 1
ip netns exec b ss -tan | sort
ip netns exec b ss -tanp | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec b ss -tanH state established | sort
ip netns exec b ss -tan state listening
ip netns exec b ss -tanp state listening | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec a ss -tanp | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec a ss -tn | sort
ip netns exec a ss -t4n state connected | sort
# the client goes: nc closes too, the client's end waits
kill $C1; wait $C1 2>/dev/null; sleep 1
ip netns exec a ss -tan | sort
ip netns exec b ss -tan | sort
ip netns exec a ss -tan state time-wait
ip netns exec a ss -tanp state time-wait
ip netns exec a ss -tan state bucket
ip netns exec a ss -tan state big
ip netns exec a ss -tan exclude time-wait
ip netns exec a ss -tn | sort
ip netns exec a ss -tan state all | sort
ip netns exec a ss -tan state synchronized | sort
kill $C2; sleep 1; kill $L; wait $C2 $L 2>/dev/null; sleep 1
ip netns exec b ss -tan | sort
# SYN-SENT: the answer does not come
ip netns exec b ip route add blackhole 10.0.9.0/24
ip -n a addr add 10.0.9.1/32 dev lo
ip netns exec b nc -lk 10.0.0.2 8080 > /dev/null 2>&1 &
L=$!
sleep 1
ip netns exec a nc -d -s 10.0.9.1 -p 40003 10.0.0.2 8080 &
C1=$!
sleep 1
ip netns exec a ss -tan | sort
ip netns exec a ss -tan state syn-sent
ip netns exec a ss -tanp state syn-sent | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec a ss -tan state connected | sort
ip netns exec a ss -tan state synchronized | sort
ip netns exec a ss -tn | sort
kill $C1; wait $C1 2>/dev/null
ip netns exec a ss -tan | sort
ip netns exec b ip route del blackhole 10.0.9.0/24
# SYN-RECV: the SYN arrives, nobody answers its answer
ip -n a addr del 10.0.9.1/32 dev lo
ip netns exec a tc qdisc add dev eth0 root pfifo
ip -n b neigh add 10.0.0.77 lladdr 02:00:00:00:00:77 dev eth0
ip -n a addr add 10.0.0.77/24 dev eth0
ip netns exec a nc -d -s 10.0.0.77 -p 40004 -w 1 10.0.0.2 8080; echo "exit $?"
ip netns exec b ss -tan | sort
ip netns exec b ss -tan state syn-recv
ip netns exec b ss -tanp state syn-recv
ip netns exec b ss -tan state bucket
ip netns exec b ss -tan state connected | sort
ip netns exec b ss -tn | sort
kill $L; wait $L 2>/dev/null; sleep 1
ip netns exec b ss -tan | sort
# UDP
ip netns exec b nc -u -l 10.0.0.2 5000 > /dev/null 2>&1 &
U=$!
sleep 1
ip netns exec b ss -uan
ip netns exec b ss -uanp | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec b ss -un
echo x | ip netns exec a nc -u -p 40005 -w 1 10.0.0.2 5000
ip netns exec b ss -uan
ip netns exec b ss -uanp | sed 's/pid=[0-9]*/pid=N/; s/ *$//' | sort
ip netns exec b ss -un
ip netns exec b ss -uan state unconnected
ip netns exec b ss -uan state established
ip netns exec b ss -tuan
kill $U
