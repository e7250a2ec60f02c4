# tunl0: comes with the module, in every namespace; cannot go
# oracle: uml
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip netns add before
ip link add dm type veth peer name dn
ip -br link
ip tunnel show
ip link show tunl0
modprobe ipip
ip -br link
ip -n before -br link
ip netns add after
ip -n after -br link
ip -n after -d link show tunl0
ip link add dx type veth peer name dy netns after
ip -n after -br link
lsmod | grep -E '^(Module|ipip|tunnel4|ip_tunnel)'
modinfo -F depends ipip
modinfo -F license vxlan
modprobe ipip
modprobe -r ipip
ip -br link
ip -n after -br link
lsmod | grep -c ipip
modprobe -r nosuchmodule
modinfo nosuchmodule
modprobe
rmmod ipip
rmmod nosuchmodule
modprobe ipip
ip -br link
ip addr add 10.9.0.1/32 dev tunl0
ip link set tunl0 up
ip addr show tunl0
ip link show tunl0
ip -s link show tunl0
ip tunnel show
ip tunnel del tunl0
ip link del tunl0
ip link show tunl0
ip link set tunl0 netns after
ip link set tunl0 mtu 1440
ip link set tunl0 up
ip -br link show tunl0
ip link add br0 type bridge
ip link set tunl0 master br0
bridge fdb add 02:00:00:00:00:01 dev tunl0
ip maddr show dev tunl0
cat /sys/class/net/tunl0/type
cat /sys/class/net/tunl0/address
ip route add 10.8.0.0/24 via 10.0.0.9 dev tunl0
ip route add 10.8.0.0/24 via 10.0.0.9 dev tunl0 onlink
ip route add 10.8.1.0/24 dev tunl0
ip route
ip neigh add 10.8.0.1 lladdr 10.0.0.9 dev tunl0
ip neigh
ping -c 1 -W 1 10.8.0.1
ping -c 1 -W 1 10.8.1.1
ip neigh show nud all dev tunl0
ip -s link show tunl0
rmmod ipip
ip -br link
ip route
