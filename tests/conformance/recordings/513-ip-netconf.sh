# ip netconf of devices, all and default; the labels of addresses
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
ip netconf
ip netconf show
ip netconf show dev e0
ip -4 netconf show dev e0
ip -6 netconf
ip netconf show all
ip netconf show dev all
ip netconf show dev nope
ip netconf show bogus
sysctl -qw net.ipv4.conf.e0.rp_filter=1 net.ipv4.conf.e0.proxy_arp=1 net.ipv4.conf.e1.forwarding=1 net.ipv6.conf.e0.forwarding=1
sysctl -qw net.ipv4.conf.e1.rp_filter=2 net.ipv4.conf.all.ignore_routes_with_linkdown=1
ip netconf show dev e0
ip netconf show dev e1
ip -4 netconf show
ip -j netconf show dev e0
ip netconf help
ip netconf add
ip addrlabel
ip addrlabel list
ip addrlabel
ip addrlabel
ip addrlabel bogus
ip -j addrlabel
sysctl -qw net.nope=1 net.nope2=1 net.nope3=1
sysctl -w net.nope=1 net.nope2=1
sysctl net.nope net.nope2 net.nope3
sysctl net.nope=1 net.nope2=1
sysctl net.nope net.nope2=1
sysctl net.ipv4.ip_forward net.nope net.ipv4.ip_forward net.nope2
