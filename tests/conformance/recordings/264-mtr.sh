# a - r1 - r2 - b: two routers in a row
for n in a r1 r2 b; do ip netns add $n; ip -n $n link set lo up; done
ip link add e0 netns a address 0a:00:00:00:01:01 type veth peer name e0 netns r1 address 0a:00:00:00:01:02
ip link add e1 netns r1 address 0a:00:00:00:02:01 type veth peer name e0 netns r2 address 0a:00:00:00:02:02
ip link add e1 netns r2 address 0a:00:00:00:03:01 type veth peer name e0 netns b address 0a:00:00:00:03:02
ip -n a addr add 10.1.0.1/24 dev e0; ip -n r1 addr add 10.1.0.254/24 dev e0
ip -n r1 addr add 10.2.0.1/24 dev e1; ip -n r2 addr add 10.2.0.2/24 dev e0
ip -n r2 addr add 10.3.0.254/24 dev e1; ip -n b addr add 10.3.0.1/24 dev e0
for l in a.e0 r1.e0 r1.e1 r2.e0 r2.e1 b.e0; do ip -n ${l%.*} link set ${l#*.} up; done
ip -n a route add default via 10.1.0.254; ip -n b route add default via 10.3.0.254
ip -n r1 route add 10.3.0.0/24 via 10.2.0.2; ip -n r2 route add 10.1.0.0/24 via 10.2.0.1
for n in r1 r2; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
sleep 3
for n in r1 r2 b; do ip netns exec $n sysctl -qw net.ipv4.icmp_ratelimit=0; done
ip netns exec a ping -c 1 -q 10.3.0.1
ip netns exec a mtr -r -c 2 -n 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -r -c 1 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr --report --report-cycles 3 --no-dns -i 0.2 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -rw -c 1 -n 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -r -c 1 -n -u 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -r -c 1 -n -m 2 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -r -c 1 -n -f 2 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -r -c 1 -n -s 1000 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -r -c 1 -n -o LS 10.3.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -C -c 1 -n 10.3.0.1 | sed 's,[0-9]\{10\},TIME,;s,\(1\),\1,' | cut -d, -f1-9
ip netns exec a mtr -j -c 1 -n 10.3.0.1 | grep -vE 'src|Last|Avg|Best|Wrst|StDev'
ip netns exec a mtr -v
ip netns exec a mtr -r -c 1 nosuchhost.invalid
ip netns exec a mtr -r -c 1 -n --bogus 10.3.0.1
ip netns exec a mtr -r -c 1 -n 10.3.0.77 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
ip netns exec a mtr -r -c 1 -n -G 1 10.6.0.1 | sed -E '1d;s, *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$, TIMES,'
