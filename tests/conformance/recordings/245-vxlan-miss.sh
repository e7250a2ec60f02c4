# l2miss and l3miss: the kernel asks, ip monitor shows
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add d0 address 02:00:00:00:00:d0 type veth peer name d1
ip addr add 192.168.1.1/24 dev d0
ip link set d0 up
ip link set d1 up
ip link add vx address 02:00:00:00:00:01 type vxlan id 1 dstport 4789 local 192.168.1.1 dev d0 l2miss l3miss nolearning proxy
ip addr add 10.1.0.1/24 dev vx
ip link set vx up
sleep 1
ip monitor neigh > mon.txt 2>&1 &
sleep 1
ping -c 1 -W 1 10.1.0.2
sleep 3
kill %1; wait
cat mon.txt
ip -d link show vx | sed -n 3p
ip monitor neigh > mon.txt 2>&1 &
sleep 1
ip neigh add 10.1.0.3 lladdr 02:00:00:00:00:03 dev vx nud permanent
ping -c 1 -W 1 10.1.0.3
ping -c 1 -W 1 10.1.0.3
bridge fdb add 02:00:00:00:00:03 dev vx dst 192.168.1.3
ping -c 1 -W 1 10.1.0.3
bridge fdb del 02:00:00:00:00:03 dev vx dst 192.168.1.3
sleep 1
kill %1; wait
cat mon.txt
bridge monitor fdb > mon.txt 2>&1 &
sleep 1
bridge fdb add 02:00:00:00:00:04 dev vx dst 192.168.1.4
bridge fdb append 02:00:00:00:00:04 dev vx dst 192.168.1.5 vni 7 port 8472
bridge fdb replace 02:00:00:00:00:04 dev vx dst 192.168.1.6
bridge fdb del 02:00:00:00:00:04 dev vx
ping -c 1 -W 1 10.1.0.3
sleep 1
kill %1; wait
cat mon.txt
ip neigh flush dev vx
ip monitor > mon.txt 2>&1 &
sleep 1
bridge fdb add 02:00:00:00:00:05 dev vx dst 192.168.1.4
bridge fdb del 02:00:00:00:00:05 dev vx
ip link set vx down
ip link del vx
sleep 1
kill %1; wait
cat mon.txt
# proxy: ARP is answered from the neighbour table
ip link add vp address 02:00:00:00:00:01 type vxlan id 2 dstport 4789 local 192.168.1.1 proxy nolearning
ip link add br0 type bridge
ip link set br0 up
ip link set vp master br0 up
ip netns add pod
ip netns exec pod sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add v0 type veth peer name eth0 netns pod address 02:00:00:00:00:0a
ip link set v0 master br0 up
ip -n pod addr add 10.2.0.1/24 dev eth0
ip -n pod link set eth0 up
sleep 1
ip neigh add 10.2.0.2 lladdr 02:00:00:00:00:02 dev vp nud permanent
bridge fdb add 02:00:00:00:00:02 dev vp dst 192.168.1.2
ip netns exec pod ping -c 1 -W 1 10.2.0.2
ip -n pod neigh
ip netns exec pod ping -c 1 -W 1 10.2.0.3
sleep 3
ip -n pod neigh | sort
# l3miss asks about bridged pods' neighbours
ip link del vp
ip link add vq address 02:00:00:00:00:01 type vxlan id 3 dstport 4789 local 192.168.1.1 proxy nolearning l2miss l3miss
ip link set vq master br0 up
ip monitor neigh > mon.txt 2>&1 &
sleep 1
ip netns exec pod ping -c 1 -W 1 10.2.0.4
kill %1; wait
grep vq mon.txt
