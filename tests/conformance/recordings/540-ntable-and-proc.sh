# ip ntable, and the tables of /proc/net that nobody reads until something is wrong
ip netns add a; ip netns add b
ip link add v0 netns a address 02:00:00:00:00:01 type veth peer name v0 netns b address 02:00:00:00:00:02
for n in a b; do ip -n $n link set v0 up; done
ip -n a addr add 10.2.0.1/24 dev v0; ip -n b addr add 10.2.0.2/24 dev v0
ip -n a addr add 2001:db8::1/64 dev v0 nodad; ip -n b addr add 2001:db8::2/64 dev v0 nodad
hide() { sed 's/reachable [0-9]* base/reachable N base/; /inet6/,$s/refcnt [0-9]/refcnt R/'; }
ip -n a ntable | hide
ip -n a ntable show name arp_cache | hide
ip -n a ntable show dev lo | hide
ip -n a -4 ntable list dev v0 | hide
ip -n a -6 ntable lst dev v0 | hide
ip netns exec a ping -c 1 10.2.0.2 > /dev/null; ip -n a -4 ntable show dev v0 | hide
ip -n a -j ntable show name arp_cache dev v0 | jq -c '.[0]|del(.reachable)'
ip -n a ntable change name arp_cache dev v0 base_reachable 5000 retrans 500 queue 50 app_probes 1 ucast_probes 4 mcast_probes 5 anycast_delay 200 proxy_delay 40 proxy_queue 9 locktime 200 delay_probe 2000 gc_stale 3000
ip -n a -4 ntable show dev v0 | hide
ip netns exec a sysctl -a 2> /dev/null | grep ipv4.neigh.v0
ip -n a ntable change name ndisc_cache dev v0 retrans 2000; ip -n a -6 ntable show dev v0 | hide
ip -n a ntable change
ip -n a ntable change name arp_cache
ip -n a ntable change name arp_cache dev v0
ip -n a ntable change name arp_cache name arp_cache
ip -n a ntable change name zork dev v0 queue 5
ip -n a ntable change name arp_cache thresh1 100
ip -n a ntable change name arp_cache queue 5
ip -n a ntable change name arp_cache dev v0 queue abc
ip -n a ntable change name arp_cache dev v0 foo 3
ip -n a ntable change name arp_cache dev nope queue 3
ip -n a ntable change name arp_cache dev v0 queue
ip -n a ntable show foo
ip -n a ntable show dev nope
ip -n a ntable show name nope
ip -n a ntable add
ip -n a ntable help
ip -n a -6 route add 2001:db8:9::/48 via 2001:db8::2 metric 50
ip -n a -6 route add unreachable 2001:db8:5::/48
ip -n a -6 route add blackhole 2001:db8:6::/48
ip -n a -6 route add 2001:db8:13::/48 nexthop via 2001:db8::2 nexthop via 2001:db8::3
ip -n a -6 route add 2001:db8:14::/48 via 2001:db8::2 table 100
ip netns exec a awk '{print $1,$2,$3,$4,$5,$6,$8,$9,$10}' /proc/net/ipv6_route
sleep 2
ip netns exec a awk '{print $1,$2,$3,$4,$5,$6,$8,$9,$10}' /proc/net/ipv6_route
ip -n a -6 route add default via 2001:db8::2
ip netns exec a awk '$10=="v0"{print $1,$2,$3,$4,$5,$6,$8,$9}' /proc/net/ipv6_route
ip netns exec a cat /proc/net/ptype
ip netns exec a cat /proc/net/protocols
ip netns exec a cat /proc/net/psched /proc/net/mcfilter /proc/net/mcfilter6
ip netns exec a awk '{print NF, length($1)}' /proc/net/softnet_stat
ip netns exec a route -6 -n | awk '{print $1,$2,$3,$4,$NF}'
ip netns exec a netstat -6 -rn | awk '{print $1,$2,$3,$4,$NF}'
ip netns exec b route -6 | head -5
ip netns exec b netstat -rn6 | head -3
ip netns exec a sysctl -w net.ipv4.neigh.v0.unres_qlen=7; ip netns exec a sysctl net.ipv4.neigh.v0.unres_qlen_bytes
ip netns exec a sysctl -w net.ipv4.neigh.v0.unres_qlen_bytes=5000; ip netns exec a sysctl net.ipv4.neigh.v0.unres_qlen
