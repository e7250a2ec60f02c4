# [24] statistics: -s and -s -s
ip netns add p
ip link add e0 address 02:00:00:00:00:01 type veth peer name eth0 netns p address 02:00:00:00:00:02
ip netns exec p sysctl -qw net.ipv6.conf.all.disable_ipv6=1
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip addr add 10.0.0.1/24 dev e0
ip -n p addr add 10.0.0.2/24 dev eth0
ip link set e0 up
ip -n p link set eth0 up
ip -s link show e0
ip -s -s link show e0
ping -c 3 -i 0.2 10.0.0.2 | tail -2 | head -1
ip -s link show e0
ip -s -s link show e0
ip -n p -s -s link show eth0
ip -s -h link show e0
ip -s -o link show e0
ip -s -j link show e0
ip -s -j -p link show lo
ip -s addr show e0
ip -s -s addr show dev e0
ip -s neigh
ip -s -s neigh
ip -n p -s neigh
ping -c 200 -i 0.002 -s 1400 -q 10.0.0.2 | head -4 | tail -2 | cut -d, -f1-3
ip -s link show e0
ip -s -h link show e0
ip -s -iec link show e0
cat /sys/class/net/e0/statistics/rx_packets
cat /sys/class/net/e0/statistics/tx_bytes
cat /proc/net/dev
ip link set e0 down
ip link set e0 up
ip -s -s link show e0
ip -br -s link
ip -s route
ip -s rule
ip -s route get 10.0.0.2
ip -d -s -s link show e0
ip -s -s -j link show e0 | jq -c '.[0].stats64'
