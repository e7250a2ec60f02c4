# a veth pair: names, states and flags as its ends go up and down
ip link add veth-r type veth peer name veth-b
ip link show type veth
ip -br link show type veth
ip link set veth-r up
ip link show type veth
sleep 1
ip -br link
ip link set veth-b up
sleep 2
ip -br link
ip addr
ip link set veth-r down
sleep 1
ip -br link
ip link set veth-r up
ip link set veth-b down
sleep 1
ip -br addr
ip link del veth-b
ip link
ip link add v0 type veth peer v1
ip link add v0 type veth peer name v2
ip link add v5 type veth peer name v1
ip link add v3 type veth peer name v3
ip link add type veth
ip -br link
ip link add v6 index 40 type veth peer name v7 index 50
ip -o link show v6
ip link del v0 type veth
ip link del v0
