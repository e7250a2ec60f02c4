# moving devices between namespaces
ip netns add red
ip netns add blue
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev v0
ip addr add 10.0.0.2/24 dev v1
ip link set v0 up
ip link set v1 up
ip route add 10.9.0.0/16 via 10.0.0.9
ip link set v0 mtu 1300
ip link set v0 alias uplink
ip link set v0 txqueuelen 17
ip link set v1 netns red
ip link
ip -4 addr
ip route
ip -n red addr
ip -n red link set v1 up
sleep 1.2
ip -br link
ip -n red -br link
ip -n red link set v1 netns blue
ip -n red link
ip -n blue link
ip -n blue link set v1 name eth0 up
sleep 1.2
ip link show v0
ip -n blue link show eth0
ip -n blue link set eth0 netns 1
ip link
ip -n blue link set eth0 netns $$
ip link set v0 netns red name v1
ip -n red link
ip link add v1 type bridge
ip -n red link set v1 netns $$
ip -n red link set v1 netns $$ name back
ip link
ip link set lo netns red
ip link set nope netns red
ip link set back netns nope
ip link add br0 type bridge
ip link set br0 netns red
ip -n red link show br0
ip link add e0 type veth peer name e1 netns blue
ip link add e0 type veth peer name e1 netns blue
ip link add e5 type veth peer name e1 netns blue
ip link add e5 index 50 type veth peer name e1 index 60 netns blue
ip link add e5 index 50 type veth peer name e6 index 60 netns blue
ip -o link show e5
ip -n blue -o link show e6
ip -n blue link set e6 netns $$
ip -br link
ip netns del blue
sleep 0.5
ip -br link
ip netns del red
sleep 0.5
ip -br link
