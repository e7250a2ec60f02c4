# what a user may not change, and may read
id -u bob > /dev/null 2>&1 || useradd bob
ip link add v0 type veth peer name v1
ip link set v0 up
ip addr add 10.0.0.1/24 dev v0
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 nud stale dev v0
su bob -c 'ip netns add q'
ip netns add n1
su bob -c 'ip link set v0 down'
su bob -c 'ip addr add 10.1.0.1/24 dev v0'
su bob -c 'ip route add 10.2.0.0/16 via 10.0.0.2'
su bob -c 'ip netns add q'
su bob -c 'ip netns exec n1 ls'
su bob -c 'ip -n n1 link'
su bob -c 'ip netns del n1'
su bob -c 'ip addr flush dev v0'
su bob -c 'ip -s route flush table local'
su bob -c 'ip neigh flush all'
su bob -c 'ip -s neigh flush dev v0'
su bob -c 'ip rule add pref 5 table 5'
su bob -c 'ip rule flush'
su bob -c 'ip route flush cache'
su bob -c 'ip netns set n1 5'
su bob -c 'bridge fdb add 02:00:00:00:00:99 dev v0'
su bob -c 'bridge link set dev v0 cost 5'
su bob -c 'brctl addbr br5'
su bob -c 'brctl show'
su bob -c 'ip -br link show lo'
su bob -c 'ip netns list'
su bob -c 'ip neigh show 10.0.0.7'
su bob -c 'ip link add type veth'
su bob -c 'bridge vlan add vid 5 dev v0'
