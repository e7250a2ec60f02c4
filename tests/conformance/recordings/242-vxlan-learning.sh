# three nodes, a bridge and a pod on each, one learning VXLAN with a flood list
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add sw type bridge
ip link set sw up
for i in 1 2 3; do
  for n in node$i pod$i; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n $n link set lo up; done
  ip link add up$i type veth peer name eth0 netns node$i address 52:54:00:00:00:0$i
  ip link set up$i master sw up
  ip -n node$i addr add 192.168.1.1$i/24 dev eth0
  ip -n node$i link set eth0 up
  ip -n node$i link add br0 address 02:00:00:00:0b:0$i type bridge mcast_snooping 0
  ip -n node$i link add vx address 02:00:00:00:64:0$i type vxlan id 100 dstport 4789 local 192.168.1.1$i
  ip -n node$i link set vx master br0 up
  ip -n node$i link add veth0 address 02:00:00:00:0e:0$i type veth peer name eth0 netns pod$i address 02:00:00:00:00:0$i
  ip -n node$i link set veth0 master br0 up
  ip -n node$i link set br0 up
  ip -n pod$i link set eth0 mtu 1450 up
  ip -n pod$i addr add 10.5.0.$i/24 dev eth0
done
for i in 1 2 3; do for j in 1 2 3; do [ $i = $j ] || bridge -n node$i fdb append 00:00:00:00:00:00 dev vx dst 192.168.1.1$j; done; done
bridge -n node1 fdb show dev vx | sort
sleep 2
ip -n node1 -br link
ip netns exec node3 tcpdump -i eth0 -nn -l -c 2 udp port 4789 > cap.txt 2>/dev/null &
sleep 1
ip netns exec pod1 ping -c 2 -i 0.2 10.5.0.2
sleep 1
ip netns exec pod1 ping -c 1 10.5.0.3
wait; cat cap.txt
bridge -n node1 fdb show dev vx | sort
bridge -n node2 fdb show dev vx | sort
bridge -n node3 fdb show dev vx | sort
bridge -n node1 fdb show br br0 | grep -v 33:33 | grep -v 01:00 | sort
bridge -n node1 fdb show brport vx | grep -v permanent | sort
ip netns exec pod2 ping -c 1 10.5.0.3
bridge -n node2 fdb show dev vx dynamic | sort
ip -n node1 -s link show vx
ip -n node1 -d link show vx | sed -n 3,4p
# a pod moves from node 2 to node 3
ip link set sw up
ip -n pod2 link set eth0 down
ip netns exec pod3 ip link set eth0 down
ip -n pod3 link set eth0 address 02:00:00:00:00:02
ip -n pod3 addr flush dev eth0
ip -n pod3 addr add 10.5.0.2/24 dev eth0
ip -n pod3 link set eth0 up
ip netns exec pod3 ping -c 1 10.5.0.1
bridge -n node1 fdb show dev vx dynamic | sort
# ageing
sleep 3
for i in 1 2 3; do ip -n node$i link set vx type vxlan id 100 ageing 2; done
bridge -n node1 fdb show dev vx | sort
sleep 14
bridge -n node1 fdb show dev vx | sort
ip netns exec pod1 ping -c 1 10.5.0.2
# a host with its own address on the bridge
ip -n node1 addr add 10.5.0.101/24 dev br0
ip netns exec pod3 ping -c 1 10.5.0.101
ip -n node1 link set vx down
bridge -n node1 fdb show dev vx | sort
ip netns exec pod1 ping -c 1 -W 1 10.5.0.2
ip -n node1 link set vx nomaster up
bridge -n node1 fdb show dev vx | sort
bridge -n node1 fdb show br br0 | grep -v 33:33 | grep -v 01:00 | sort
