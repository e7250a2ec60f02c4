# devices that move between namespaces: what they keep and what they lose
ip netns add red
ip netns add blue
ip link add d0 address 02:00:00:00:00:01 mtu 1400 type veth peer name far address 02:00:00:00:00:02; ip link set far up
ip addr add 10.9.0.2/24 dev d0
ip link set d0 up
ip route add 10.8.0.0/16 via 10.9.0.1
ip -br -4 addr
ip link set d0 netns red
ip link show d0
ip route
ip -n red addr show d0
ip -n red link set d0 up
ip -n red addr add 10.9.0.2/24 dev d0
ip -n red -br -4 addr
ip -n red link set d0 netns blue name eth0
ip -n red link
ip -n blue link
ip -n blue link set eth0 netns 1
ip -br link
ip link set d0 netns nope
ip link set lo netns red
ip link add d0 type veth peer name far2
ip -n red link add d0 type veth peer name far3
ip link set d0 netns red
ip link set d0 netns red name d9
ip -n red -br link
ip link add br0 type bridge
ip link set br0 netns red
ip link add v0 type veth peer name v1
ip link set v1 netns red
ip link show v0
ip -n red link show v1
ip link set v0 netns blue
ip -n blue link show v0
ip -n red link show v1
ip netns del red
sleep 1
ip -n blue -br link
ip netns del blue
ip -br link
