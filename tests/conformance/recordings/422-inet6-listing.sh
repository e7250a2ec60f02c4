# ip -6 addr: links as the IPv6 half of the kernel lists them
ip netns add p
ip link add e0 address 02:00:00:00:00:01 type veth peer name eth0 netns p address 02:00:00:00:00:02
ip link add c0 address 02:00:00:00:00:03 type veth peer name c1 address 02:00:00:00:00:04
ip link set c0 alias hello
ip link add br0 address 02:00:00:00:00:b0 type bridge
ip link set c1 master br0
for d in e0 c0 c1 br0; do ip link set $d up; done
ip -n p link set eth0 up
sleep 3
ip -6 addr
ip -6 -br addr
ip -6 addr show dev e0
ip -6 -br addr show dev e0
ip -n p -6 addr
ip -6 -o addr
ip -6 -j addr | jq -c '.[]|del(.addr_info)'
ip -6 addr show up
ip -6 addr show scope link
ip -6 addr show br0
ip -6 -s addr show e0
ip -6 -d addr
ip -4 addr
ip -6 link show e0
ip addr show e0
