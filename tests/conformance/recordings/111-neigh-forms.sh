# ip neigh: every form and its errors
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip link add d0 address 02:00:00:00:00:01 type bridge
ip link set d0 arp on
ip addr add 10.0.0.1/24 dev d0
ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev d0
ip link set d0 up
ip link add v0 address 02:00:00:00:00:0a type veth peer name v1
ip addr add 10.0.1.1/24 dev v0
ip link set v0 up; ip link set v1 up
ip neigh add 10.0.1.2 lladdr 02:00:00:00:00:02 dev v0
ip neigh add 10.0.1.3 lladdr 02:00:00:00:00:03 dev v0 nud reachable
ip neigh add 10.0.1.4 lladdr 02:00:00:00:00:04 dev v0 nud stale
ip neigh add 10.0.1.5 lladdr 02:00:00:00:00:05 dev v0 nud noarp
ip neigh add 10.0.1.6 dev v0 nud incomplete
ip neigh add 10.0.1.7 dev v0
ip neigh add proxy 10.0.1.8 dev v0
ip neigh add 10.0.1.2 lladdr 02:00:00:00:00:09 dev v0
ip neigh | sort
ip neigh show nud all | sort
ip neigh show dev v0 nud stale
ip neigh show 10.0.1.2
ip neigh show to 10.0.1.4 dev v0
ip neigh show proxy
ip neigh get 10.0.1.2 dev v0
ip neigh get 10.0.1.99 dev v0
ip neigh change 10.0.1.2 lladdr 02:00:00:00:00:22 dev v0
ip neigh replace 10.0.1.9 lladdr 02:00:00:00:00:09 dev v0 nud permanent
ip neigh change 10.0.1.77 lladdr 02:00:00:00:00:22 dev v0
ip neigh show nud permanent | sort
ip neigh del 10.0.1.2 dev v0
ip neigh del 10.0.1.2 dev v0
ip neigh del 10.0.1.66 dev v0
ip neigh del proxy 10.0.1.8 dev v0
ip neigh add 10.0.1.2 lladdr nonsense dev v0
ip neigh add 10.0.1.2 lladdr 02:00:00:00:00:02
ip neigh add lladdr 02:00:00:00:00:02 dev v0
ip neigh add 10.0.1.2 lladdr 02:00:00:00:00:02 dev nope
ip neigh add 10.0.1.2 lladdr 02:00:00:00:00:02 dev v0 nud bogus
ip neigh show dev nope
ip neigh show bogus
ip neigh flush
ip neigh flush dev v0
ip neigh show | sort
ip neigh flush dev v0 nud permanent
ip neigh show | sort
ip -s neigh flush all
ip n
ip neighbour show
ip neigh frob
