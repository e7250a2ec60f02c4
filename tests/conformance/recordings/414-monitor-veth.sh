# ip monitor: a veth's life
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
sysctl -qw net.ipv6.conf.default.disable_ipv6=1
ip netns add p
ip monitor all > log.txt &
sleep 0.3
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
sleep 0.2
ip link set v1 netns p
sleep 0.2
ip addr add 10.0.0.1/24 dev v0
ip link set v0 up
sleep 0.2
ip -n p link set v1 up
sleep 1.5
ip link set v0 mtu 1400
ip link set v0 promisc on
ip link set v0 promisc off
ip link set v0 alias hello
ip link set v0 name w0
ip route add 10.9.0.0/16 via 10.0.0.2
ip route replace 10.9.0.0/16 via 10.0.0.3
ip route add default via 10.0.0.2
ip rule add from 10.0.0.1 table 100
ip rule del from 10.0.0.1 table 100
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:99 dev w0
ip neigh del 10.0.0.9 dev w0
sysctl -qw net.ipv4.conf.w0.forwarding=1
sysctl -qw net.ipv4.conf.w0.rp_filter=1
sysctl -qw net.ipv4.ip_forward=1
ip netns add q
ip link set w0 down
sleep 0.2
ip link del w0
sleep 0.5
kill %1; wait
cat log.txt
