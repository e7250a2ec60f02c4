# iperf3 between two namespaces: what is exact with a fixed rate, and the shape of the rest
ip netns add a; ip netns add b; ip -n a link set lo up; ip -n b link set lo up
ip link add e0 netns a type veth peer name e0 netns b
ip -n a addr add 10.0.0.1/24 dev e0; ip -n a link set e0 up
ip -n b addr add 10.0.0.2/24 dev e0; ip -n b link set e0 up
sleep 2
mask() { sed -E '/receiver$/s/0.00-[0-9.]+.*receiver/SPAN receiver/; /RX-C/s/0.00-.*sec .*(bits.sec|sender).*/SPAN \1/; /omitted/s/[0-9.]+ KBytes/AMOUNT/; s/port [0-9]{5}/port PORT/g; s/[0-9]+\.[0-9]{3} ms/JITTER ms/; s/ *[0-9.]+ [KMG]?bits\/sec/ RATE/; s/ +[0-9.]+ [KM]?Bytes {7}/ CWND/; s/Cookie: .*/Cookie: C/; s/^Time: .*/Time: T/; s/^Linux .*/Linux/; s/[0-9.]+%( \([^)]*\))?/PERCENT/g; s/congestion (bbr|cubic)/congestion NAME/'; }
ip netns exec b iperf3 -s > srv.txt 2>&1 & sleep 0.5
ip netns exec b ss -tln | sed 's/ *$//'
ip netns exec a iperf3 -c 10.0.0.2 -u -t 2 -b 500K -l 1000 | mask
ip netns exec a iperf3 -c 10.0.0.2 -u -t 1 -b 78K -l 500 -P 2 -i 0.5 | mask
ip netns exec a iperf3 -c 10.0.0.2 -u -t 1 -b 78K -l 500 -R | mask
ip netns exec a iperf3 -c 10.0.0.2 -u -t 1 -b 78K -l 500 --bidir | mask
ip netns exec a iperf3 -c 10.0.0.2 -u -n 20K -b 500K -l 1K -V | mask
ip netns exec a iperf3 -c 10.0.0.2 -u -k 10 -b 500K -l 1K -f k | mask
ip netns exec a iperf3 -c 10.0.0.2 -t 2 -b 500K -l 1000 | mask
ip netns exec a iperf3 -c 10.0.0.2 -t 1 -b 78K -l 500 -R -V | mask
ip netns exec a iperf3 -c 10.0.0.2 -t 1 -b 78K -l 500 -P 2 -V | mask
ip netns exec a iperf3 -c 10.0.0.2 -t 1 -b 78K -l 500 --bidir | mask
ip netns exec a iperf3 -c 10.0.0.2 -t 1 -b 78K -l 500 -T title -i 0 | mask
ip netns exec a iperf3 -c 10.0.0.2 -k 4 -l 1K -b 78K -f K | mask | sed -E 's/0.00-0.*sec/SPAN/; s/[0-9.]+ KBytes.sec/RATE/'
ip netns exec a iperf3 -c 10.0.0.2 -t 1 -b 78K/5 -l 500 -S 16 -N -V | mask
ip netns exec a iperf3 -c 10.0.0.2 -u -t 1 -b 78K -l 3000 2>&1 | mask
ip netns exec a iperf3 -c 10.0.0.2 -t 5 -b 78K -l 500 > busy.txt 2>&1 & sleep 0.5
ip netns exec a iperf3 -c 10.0.0.2 -t 1; echo status $?
kill -INT %2; wait %2; echo status $?
cat busy.txt | mask | sed -E '/0.00/s/0.00-[0-9.]*.*(CWND|sender)/SPAN \1/'
sleep 0.3
echo hello | ip netns exec a nc -N 10.0.0.2 5201 | od -An -tx1; sleep 0.3
kill %1; wait %1; echo status $?
cat srv.txt | mask | sed -E '/^iperf3: (the client|interrupt|error)/d; /WARN/d; s/SPAN/x/; s/[0-9]+\.[0-9]{2}-[0-9]+\.[0-9]{2}  /SPAN/; s/ +[0-9.]+ K?Bytes / BYTES /; s/RATE  [0-9]+/RATE N/; s/0.[0-9]+ .[0-9.]*%./LOSS/' | head -20
grep ^iperf3: srv.txt | sed "s,client: .*,client:,"
ip netns exec b iperf3 -s -1 -B 10.0.0.2 -p 6000 > srv2.txt & sleep 0.3
ip netns exec b ss -tln | sed 's/ *$//'
ip netns exec a iperf3 -c 10.0.0.2 -p 6000 -B 10.0.0.1 --cport 7777 -u -k 2 -b 78K | mask; wait %1; echo status $?
head -5 srv2.txt | sed 's/port [0-9]*$/port PORT/'
ip netns exec b iperf3 -s -1 -D -I /tmp/pid --logfile /tmp/log; echo status $?; sleep 0.3; wc -c < /tmp/pid | grep -c .
ip netns exec a iperf3 -c 10.0.0.2 -u -k 3 -b 78K -J | grep -vE '[0-9]\.[0-9]|port|cookie|time|system_info|_host"|"(bytes|packets|start|end|seconds|bits_per_second|jitter_ms|lost_percent)|remote_|host_'; sleep 0.3
head -5 /tmp/log | mask; ls /tmp/pid
