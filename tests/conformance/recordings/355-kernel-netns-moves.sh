# kernel configuration: netns-moves
ip netns add a
ip netns add b
ip netns list
ip link add v0 type veth peer name v1
ip link set v0 netns a
ip netns list
ip link
ip -n a link
ip link set v1 netns b
ip netns list
ip -n a link
ip -n b link
ip -n a addr add 10.0.0.1/24 dev v0
ip -n a link set v0 up
ip -n b link set v1 up
sleep 0.2
ip -n a -br link
ip -n a route
ip -n a link set v0 netns b
ip -n b -br link
ip -n b addr show v0
ip -n b link set v0 name v5
ip -n b link set v5 netns 1
ip -br link
ip netns list-id
ip link add v1 type veth peer name w1
ip -br link
ip link set v1 netns b
ip link set v1 netns b name v9
ip -n b -br link
ip netns exec b ip link add dev x type veth peer name y netns a
ip -n a -br link
ip netns del b
sleep 0.5
ip -br link
ip -n a -br link
ip netns list
ip netns add b
ip netns set b 7
ip netns list
ip netns set b 8
ip -n a netns list
ip netns pids b
ip netns attach z 1
ip netns exec a sleep 5 &
sleep 0.1
ip netns pids a | wc -l
ip link add q0 type veth peer name q1 netns a
ip netns del a
sleep 0.5
ip -br link
sleep 5
ip -br link
ip netns del nope
ip link add r0 index 50 type veth peer name r1 index 60
ip -br link
ip link add s0 index 50 type veth
ip link add s0 type veth
ip -br link
ip link add a/b type veth
ip link add veth%d type veth
ip -br link
ip link add t0 address 01:00:00:00:00:00 type veth
ip link add t0 mtu 60 type veth
ip link add t0 type veth peer name t0
ip link add t0 type veth peer name r0
ip link add t0 numtxqueues 1 numrxqueues 1 type veth
ip -d link show t0
