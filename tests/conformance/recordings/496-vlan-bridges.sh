# oracle: uml
# oracle: modules veth dummy bridge 8021q
# bridge vlan in its forms, 802.1Q devices on and under bridges, dummies
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for n in a b c; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add br0 address 02:00:00:00:00:f0 type bridge vlan_filtering 1
i=0; for n in a b c; do i=$((i+1)); ip link add p$n address 02:00:00:00:01:0$i type veth peer name eth0 netns $n address 02:00:00:00:00:0$i; ip link set p$n master br0 up; ip -n $n link set eth0 up; ip -n $n addr add 10.0.0.$i/24 dev eth0; done
ip link set br0 up
sleep 1
bridge vlan
bridge vlan show dev pa
bridge -j vlan show dev pa
bridge -d vlan show dev pa
bridge -s vlan show dev pa
bridge -c vlan show
bridge -compressvlans vlan show dev pb
bridge vlan add dev pa vid 10 pvid untagged
bridge vlan add dev pb vid 10 untagged
bridge vlan add dev pb vid 10 pvid untagged
bridge vlan add dev pc vid 10
bridge vlan add dev pc vid 20-25
bridge vlan
bridge -c vlan
bridge -j -p vlan show dev pc
bridge vlan show vid 10
ip netns exec a ping -c 1 -W 1 10.0.0.2
ip netns exec a ping -c 1 -W 1 10.0.0.3
ip -n c link add link eth0 name eth0.10 type vlan id 10
ip -n c addr flush dev eth0; ip -n c addr add 10.0.0.3/24 dev eth0.10; ip -n c link set eth0.10 up
sleep 0.3
ip netns exec c tcpdump -nn -e -t -i eth0 -c 4 vlan > t.txt 2> /dev/null &
sleep 1; ip netns exec a ping -c 1 -W 1 10.0.0.3; wait; sort t.txt
bridge fdb show br br0 | sort
bridge fdb show dev pa vlan 10
bridge fdb add 02:aa:00:00:00:01 dev pa master vlan 10
bridge fdb add 02:aa:00:00:00:02 dev pa master vlan 30
bridge fdb add 02:aa:00:00:00:03 dev pa master
bridge fdb show br br0 | grep aa: | sort
bridge vlan del dev pa vid 10
bridge vlan show dev pa
bridge vlan add dev pa vid 0
bridge vlan add dev pa vid 4095
bridge vlan add dev pa vid x
bridge vlan add dev pa vid 30-20
bridge vlan add dev pa vid 30-32 pvid
bridge vlan add dev pa
bridge vlan add vid 5
bridge vlan add dev nope vid 5
bridge vlan add dev lo vid 5
bridge vlan del dev pa vid 77
bridge vlan add dev br0 vid 10
bridge vlan add dev br0 vid 10 self
bridge vlan show dev br0
bridge vlan bogus
bridge vlan set dev pa vid 1 state forwarding
bridge vlan global show
ip link add link br0 name br0.10 address 02:00:00:00:00:f1 type vlan id 10; ip addr add 10.0.0.254/24 dev br0.10; ip link set br0.10 up; sleep 0.3
ip -d link show br0.10
ip -j -d link show br0.10 | jq -c '.[0].linkinfo' | cat
ping -c 1 -W 1 10.0.0.2
ping -c 1 -W 1 10.0.0.3
ip neigh show dev br0.10 | sort
ip link set br0 type bridge vlan_default_pvid 5; bridge vlan show dev pa
ip link set br0 type bridge vlan_default_pvid 0; bridge vlan show
ip link set br0 type bridge vlan_stats_enabled 1
ip link set br0 type bridge vlan_filtering 0; ip netns exec a ping -c 1 -W 1 10.0.0.2
ip -d link show br0 | tail -1 | tr ' ' '\n' | grep -A1 '^vlan' | tr '\n' ' '
ip link add link br0 name br0.10 type vlan id 10
ip link add link br0 name v2 type vlan id 10
ip link add link br0 name v2 type vlan id 4096
ip link add link br0 name v2 type vlan
ip link add name v2 type vlan id 5
ip link add link nope name v2 type vlan id 5
ip link add link br0 name v2 type vlan id 5 protocol 802.1ad; ip -d link show v2 | tail -1 | cut -c 1-70
ip link add link br0 name v3 type vlan id 6 reorder_hdr off gvrp on mvrp on loose_binding on; ip -d link show v3 | tail -1 | cut -c 1-90
ip link add link br0 name v4 type vlan id 7 ingress-qos-map 1:2 egress-qos-map 3:4; ip -d link show v4 | tail -2
ip link set v4 type vlan egress-qos-map 3:5; ip -d link show v4 | tail -1
cat /proc/net/vlan/config
cat /proc/net/vlan/br0.10 | head -4
ip link set br0 down; ip -br link show type vlan; ip link set br0 up; sleep 0.5; ip -br link show type vlan
ip link set br0.10 mtu 1600
ip link set br0.10 mtu 1400; ip link set br0 mtu 1300; ip -br link show type vlan | wc -l; ip link show br0.10 | head -1
ip link del br0; ip -br link
ip link add d0 type dummy; ip link add d1 address 02:00:00:00:0d:01 type dummy; ip link set d1 up; ip addr add 10.9.0.1/24 dev d1; ip addr show d1; ping -c 1 -W 1 10.9.0.1; ping -c 1 -W 1 10.9.0.2; ip route; ip -d link show d1; ip -s link show d1; ip link set d1 down; ip route; ip link add d0 type dummy; ip link add type dummy; ip -br link show type dummy
ip -br link show type dummy; modprobe nosuchmodule; lsmod | head -1
