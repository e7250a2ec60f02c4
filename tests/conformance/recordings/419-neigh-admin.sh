# neighbours: every state, by hand
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip addr add 10.0.0.1/24 dev e0
ip link set e0 up
ip link set e1 up
for s in permanent reachable stale delay probe failed noarp none incomplete; do ip neigh add 10.0.0.1$((++i)) lladdr 02:00:00:00:00:1$i dev e0 nud $s; done
ip neigh show | sort
ip neigh show nud all | sort
ip neigh show nud permanent
ip neigh show nud reachable
ip neigh show nud stale nud noarp | sort
ip neigh show 10.0.0.11
ip neigh show to 10.0.0.11
ip neigh show 10.0.0.8/29 | sort
ip neigh show dev e0 nud permanent
ip neigh get 10.0.0.11 dev e0
ip neigh get 10.0.0.200 dev e0
ip neigh add 10.0.0.11 lladdr 02:00:00:00:00:99 dev e0
ip neigh replace 10.0.0.11 lladdr 02:00:00:00:00:99 dev e0
ip neigh change 10.0.0.77 lladdr 02:00:00:00:00:99 dev e0
ip neigh add 10.0.0.78 dev e0
ip neigh add 10.0.0.79 lladdr 02:00:00 dev e0
ip neigh add 10.0.0.79 lladdr zz dev e0
ip neigh add 10.0.0.80 lladdr 02:00:00:00:00:80 dev nope
ip neigh add 10.0.0.80 lladdr 02:00:00:00:00:80
ip neigh add 10.0.0.80/24 lladdr 02:00:00:00:00:80 dev e0
ip neigh add 300.0.0.1 lladdr 02:00:00:00:00:80 dev e0
ip neigh del 10.0.0.11 dev e0
ip neigh del 10.0.0.11 dev e0
ip neigh del 10.0.0.111 dev e0
ip neigh add 99.0.0.1 lladdr 02:00:00:00:00:80 dev e0 nud permanent
ip neigh add 224.0.0.5 lladdr 02:00:00:00:00:80 dev e0
ip neigh add 10.0.0.50 lladdr 02:00:00:00:00:50 dev e0 extern_learn
ip neigh add 10.0.0.51 lladdr 02:00:00:00:00:51 dev e0 router
ip -j neigh show 10.0.0.50
ip neigh add proxy 10.0.0.60 dev e0
ip neigh show proxy
ip -s neigh flush dev e0 nud stale
ip neigh flush dev e0
ip neigh flush
ip -s neigh flush all
ip neigh show nud all
ping -c 1 -W 1 10.0.0.9
ip neigh show
sleep 2.5
ip neigh show
ping -c 1 -W 1 10.0.0.9
ip neigh show
ip link set e0 arp off
ping -c 1 -W 1 10.0.0.9
ip neigh show nud all | sort
ip link set e0 arp on
ip link set e0 down
ip neigh show nud all
sysctl net.ipv4.neigh.e0.gc_stale_time net.ipv4.neigh.e0.base_reachable_time_ms net.ipv4.neigh.e0.mcast_solicit
sysctl -w net.ipv4.neigh.e0.mcast_solicit=1
ip link set e0 up
sleep 0.1
ping -c 1 -W 3 10.0.0.8
