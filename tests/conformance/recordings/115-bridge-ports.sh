# bridge ports: attributes, errors, carrier, MAC and MTU of the bridge
ip link add br0 type bridge
ip -br link
ip link set br0 up
ip -br link show br0
ip link add p0 address 02:00:00:00:00:20 mtu 1400 type veth peer name q0; ip link set q0 up
ip link add p1 address 02:00:00:00:00:10 type veth peer name q1; ip link set q1 up
ip link set p0 master br0
ip link show br0
ip link set p0 up
ip link show br0
ip link set p1 up master br0
ip link show br0
bridge link
bridge -d link show dev p0
bridge link show dev nope
bridge link show p0
bridge -o link
bridge -j link
ip -d link show p0 | tail -2
bridge link set dev p0 cost 10 priority 5
bridge link set dev p0 state 4
bridge link set dev p1 learning off flood off hairpin on guard on isolated on
bridge link show
bridge -d link show dev p1
bridge link set dev nope cost 1
bridge link set dev p0 state 9
bridge link set dev p0 bogus 1
bridge link set dev lo cost 3
bridge link set
ip link set p1 nomaster
ip link show br0
bridge link show
ip link set br0 mtu 1300
ip link set p1 master br0
ip link show br0
ip link set lo master br0
ip link set br0 master br0
ip link add br1 type bridge
ip link set br1 master br0
ip link set p1 master br1
ip link set br0 address 02:00:00:00:00:ff
ip link show br0
ip link set p0 nomaster
ip link show br0
bridge
bridge bogus
bridge link bogus
