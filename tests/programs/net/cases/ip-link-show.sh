# link forms
ip netns add n1
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
ip link add c0 address 02:00:00:00:00:03 type veth peer name c1 netns n1 address 02:00:00:00:00:04
ip link add br0 address 02:00:00:00:00:05 type bridge
ip link set v0 master br0
ip link set v0 up
ip link set v1 up
ip link set br0 up
sleep 2
ip link
ip -c link | cat -v
ip -c=always link | cat -v
ip -c=never link show lo
ip -color link show v0
ip -d link show v0
ip -d link show br0
ip -d -j link show br0 | sed "s/gc_timer.:[0-9.]*/gc/"
ip -d -j link show c0
ip -j link show c0
ip -br link show v0
ip -br -j link
ip -br -j -p link
ip -br addr
ip -br -j addr
ip -br -j -p addr
ip -br -c link | cat -v
ip -c=always -br link | cat -v
ip -o link
ip -o -d link
ip -o -br link
ip -0 addr
ip -0 link
ip -4 link
ip -6 link
ip -4 addr
ip -j link show nope
ip link show dev nope
ip link show dev
ip link show v0 v1
ip link show type veth
ip link show type nope
ip link show type bridge_slave
ip link show type veth_slave
ip link show master br0
ip link show nomaster
ip link show master nope
ip link show vrf br0
ip link show group default
ip link show group 5
ip link show group nope
ip link show up
ip link show up v0
ip link ls
ip link list
ip link lst
ip link sh
ip l
ip l sh v0
ip lin
ip link show br0 up type bridge
ip -j link
ip -j -p link show v0
ip -r link show lo
ip -N link show lo
ip -N -j link show v0
ip -t link show lo
ip -n n1 link
ip -n n1 -d link show c1
ip -n n1 -j link
ip -netns n1 -br link
ip -n n1 -o link show dev c1
ip -all link
ip link show dev lo dev v0
ip link show 2
ip link show v0
ip -d addr show v0
