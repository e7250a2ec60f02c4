# [34] a bridge's MAC address and its link-local address
ip link add br0 type bridge
ip link set br0 address 02:00:00:00:00:b0
ip link add br1 type bridge
ip link add p1 address 02:00:00:00:00:01 type veth peer name q1 address 02:00:00:00:01:01
ip link add p2 address 02:00:00:00:00:02 type veth peer name q2 address 02:00:00:00:01:02
ip link add p0 address 02:00:00:00:00:00 type veth peer name q0 address 02:00:00:00:01:00
ip link set p2 master br1
ip link show br1
ip link set br1 up
ip link set p2 up
ip link set q2 up
sleep 2.5
ip addr show br1
ip link set p1 master br1
ip -br link show br1
ip addr show br1
ip link set p1 nomaster
ip -br link show br1
ip link set p2 nomaster
ip -br link show br1
ip link set p0 master br1
ip -br link show br1
ip link set p0 address 02:00:00:00:00:f0
ip -br link show br1
ip link set p1 master br0
ip link set p2 master br0
ip -br link show br0
ip link set br0 type bridge stp_state 1
ip -d link show br0 | grep -o 'bridge_id [^ ]*'
ip link set p1 mtu 1400
ip link show br0
ip link set br0 mtu 1300
ip link set p1 mtu 1500
ip link show br0
ip link del p1
ip -br link
bridge link
bridge fdb show br br1 | sort
ip link set br0 down
ip link del br0
ip -br link
ip link set p2 master br1
ip link set p2 up
ip -d link show p2
ip -d link show br1
ip -j -d link show br1 | jq '.[0].linkinfo.info_data | {bridge_id, root_id, stp_state, ageing_time}'
bridge -j link | jq -c '.[]|[.ifname,.state,.master]'
brctl show
brctl showmacs br1
brctl showstp br1
