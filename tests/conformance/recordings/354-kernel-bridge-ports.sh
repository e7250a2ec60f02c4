# kernel configuration: bridge-ports
ip link add br0 type bridge
ip netns add p1
ip netns add p2
ip link add v1 address 02:00:00:00:00:11 type veth peer name eth0 address 02:00:00:00:01:11 netns p1
ip link add v2 address 02:00:00:00:00:22 type veth peer name eth0 address 02:00:00:00:01:22 netns p2
ip link set br0 up
ip -br link
ip link set v2 master br0
ip link show br0
ip link set v1 master br0
ip link show br0
ip -d link show v1
ip link set v1 up
ip link show v1
ip link show br0
ip -n p1 link set eth0 up
ip link show v1
sleep 0.1
ip -br link
sleep 2
ip -br link
ip link set v1 mtu 1400
ip link show br0
ip link set br0 mtu 1300
ip link set v1 mtu 1350
ip link show br0
ip link set v1 nomaster
ip link show br0
ip link set v2 nomaster
ip link show br0
ip link set br0 address 02:00:00:00:00:99
ip link set v1 master br0
ip link set v2 master br0
ip link show br0
ip link set v2 up
ip -n p2 link set eth0 up
sleep 2.5
ip addr show br0
ip -s -s link show v1 | head -3
ip link set v1 promisc on
ip -d link show v1 | head -2
ip link set br0 type bridge stp_state 1
ip -d link show v1 | grep -o 'bridge_slave state [a-z]*'
ip link show br0
ip link set br0 down
ip link show v1
ip link set br0 up
ip -d link show v1 | grep -o 'bridge_slave state [a-z]*'
ip link set br0 type bridge stp_state 0
ip link set v1 type bridge_slave state 3 hairpin on isolated on learning off flood off cost 55 priority 20
ip -d link show v1 | grep -o 'bridge_slave state [a-z]*.*designated_port'
ip link set v1 type bridge_slave priority 99
ip link set br0 type bridge priority 4096 ageing_time 1000 forward_delay 400
ip -d link show br0 | grep -o 'bridge forward.*hello_timer'
ip link set br0 type bridge forward_delay 1 stp_state 1
ip link set br0 type bridge stp_state 0
ip netns del p1
sleep 0.5
ip -br link
ip link del br0
ip link show v2
ip link add br0 address 02:00:00:00:00:77 type bridge
ip -d link show br0 | grep -o bridge_id.*root_port
ip link add br1 mtu 9000 type bridge
ip link show br1
ip link set v2 master br1
ip link show br1
