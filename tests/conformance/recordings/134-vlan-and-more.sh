# bridge vlan, port errors, unusual devices
ip link add br0 type bridge
ip link add p0 type veth peer name q0
ip link set p0 master br0
bridge vlan
bridge vlan show dev p0
bridge vlan add vid 5 dev p0
bridge vlan del vid 5 dev p0
bridge vlan add vid 5000 dev p0
bridge vlan add vid 5 dev lo
bridge vlan show dev nope
bridge vlan bogus
ip -d link show br0
ip -j -d link show br0 | jq '.[0].linkinfo.info_kind'
ip link set br0 type bridge stp_state 1
ip link set br0 type bridge forward_delay 400
ip link set br0 type bridge bogus 1
ip -d link show br0 | grep -o 'stp_state [0-9]'
ip link add name v.5 link p0 type vlan id 5
ip -br link show v.5
ip link add link p0 name dup type vlan id 5
ip link add link p0 type vlan
ip link add link nope name x type vlan id 3
ip -d link show v.5 | tail -1
ip link del p0
ip -br link
