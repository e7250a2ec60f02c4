# an overlay by hand, and everything that can be missing in it
for i in 1 2; do
  ip netns add node$i; ip netns exec node$i sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n node$i link set lo up
  ip netns add pod$i; ip netns exec pod$i sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n pod$i link set lo up
done
ip link add eth0 netns node1 address 52:54:00:00:00:01 type veth peer name eth0 netns node2 address 52:54:00:00:00:02
for i in 1 2; do
  ip -n node$i addr add 192.168.1.1$i/24 dev eth0
  ip -n node$i link set eth0 up
  ip -n node$i link add veth0 type veth peer name eth0 netns pod$i
  ip -n node$i addr add 10.244.$i.1/24 dev veth0
  ip -n node$i link set veth0 up
  ip -n pod$i addr add 10.244.$i.2/24 dev eth0
  ip -n pod$i link set eth0 up
  ip -n pod$i route add default via 10.244.$i.1
done
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
# the route needs a device that is up, and onlink
ip -n node1 link add vxlan.1 address 02:00:00:00:00:01 type vxlan id 1 local 192.168.1.11 dev eth0 dstport 4789 nolearning
ip -n node2 link add vxlan.1 address 02:00:00:00:00:02 type vxlan id 1 local 192.168.1.12 dev eth0 dstport 4789 nolearning
ip -n node1 addr add 10.244.1.0/32 dev vxlan.1
ip -n node2 addr add 10.244.2.0/32 dev vxlan.1
ip -n node1 route add 10.244.2.0/24 via 10.244.2.0 dev vxlan.1 onlink
for i in 1 2; do ip -n node$i link set vxlan.1 up; done
ip -n node1 route add 10.244.2.0/24 via 10.244.2.0 dev vxlan.1
ip -n node1 route add 10.244.2.0/24 via 10.244.2.0 dev vxlan.1 onlink
ip -n node2 route add 10.244.1.0/24 via 10.244.1.0 dev vxlan.1 onlink
# neither neighbour nor fdb entry
ip netns exec pod1 ping -c 1 -W 2 10.244.2.2
ip -n node1 neigh show dev vxlan.1
ip -n node1 -s link show vxlan.1
# a neighbour, no fdb entry
ip -n node1 neigh replace 10.244.2.0 lladdr 02:00:00:00:00:02 dev vxlan.1 nud permanent
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
ip -n node1 -s link show vxlan.1
# an fdb entry; node 2 cannot answer
bridge -n node1 fdb append 02:00:00:00:00:02 dev vxlan.1 dst 192.168.1.12 self permanent
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
ip -n node2 -s link show vxlan.1
ip -n node2 neigh replace 10.244.1.0 lladdr 02:00:00:00:00:01 dev vxlan.1 nud permanent
bridge -n node2 fdb append 02:00:00:00:00:01 dev vxlan.1 dst 192.168.1.11 self permanent
ip netns exec pod1 ping -c 2 -i 0.2 10.244.2.2
ip -n node1 neigh | sort
bridge -n node1 fdb show dev vxlan.1
ip -n node1 route get 10.244.2.2 from 10.244.1.2 iif veth0
# wrong MAC in the neighbour entry
ip -n node1 neigh replace 10.244.2.0 lladdr 02:00:00:00:00:99 dev vxlan.1 nud permanent
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
bridge -n node1 fdb append 02:00:00:00:00:99 dev vxlan.1 dst 192.168.1.12
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
ip -n node2 -s link show vxlan.1
ip -n node1 neigh replace 10.244.2.0 lladdr 02:00:00:00:00:02 dev vxlan.1 nud permanent
# the wrong node address
bridge -n node1 fdb replace 02:00:00:00:00:02 dev vxlan.1 dst 192.168.1.77
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
sleep 3
ip -n node1 neigh show dev eth0 | sort
bridge -n node1 fdb replace 02:00:00:00:00:02 dev vxlan.1 dst 172.31.0.1
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
ip -n node1 -s -s link show vxlan.1
bridge -n node1 fdb replace 02:00:00:00:00:02 dev vxlan.1 dst 192.168.1.12
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
# another VNI on node 2
ip -n node2 link del vxlan.1
ip -n node2 link add vxlan.1 address 02:00:00:00:00:02 type vxlan id 2 local 192.168.1.12 dev eth0 dstport 4789 nolearning
ip -n node2 addr add 10.244.2.0/32 dev vxlan.1
ip -n node2 link set vxlan.1 up
ip -n node2 route add 10.244.1.0/24 via 10.244.1.0 dev vxlan.1 onlink
ip -n node2 neigh replace 10.244.1.0 lladdr 02:00:00:00:00:01 dev vxlan.1 nud permanent
bridge -n node2 fdb append 02:00:00:00:00:01 dev vxlan.1 dst 192.168.1.11 self permanent
ip netns exec node1 timeout 3 tcpdump -i eth0 -nn -l -c 2 > cap.txt 2>/dev/null &
sleep 1
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
wait; cat cap.txt
ip -n node2 -s link show vxlan.1
# fdb entries with a VNI mend it one way
bridge -n node1 fdb replace 02:00:00:00:00:02 dev vxlan.1 dst 192.168.1.12 vni 2
bridge -n node2 fdb replace 02:00:00:00:00:01 dev vxlan.1 dst 192.168.1.11 vni 1
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
# another port on node 2
ip -n node2 link del vxlan.1
ip -n node2 link add vxlan.1 address 02:00:00:00:00:02 type vxlan id 1 local 192.168.1.12 dev eth0 dstport 8472 nolearning
ip -n node2 link set vxlan.1 up
bridge -n node1 fdb replace 02:00:00:00:00:02 dev vxlan.1 dst 192.168.1.12
ip netns exec node1 timeout 3 tcpdump -i eth0 -nn -l -c 2 > cap.txt 2>/dev/null &
sleep 1
ip netns exec pod1 ping -c 1 -W 1 10.244.2.2
wait; cat cap.txt
ip netns exec node2 ss -uln
ip netns exec node2 grep '^Udp:' /proc/net/snmp | cut -d' ' -f1-3
# down at the other end
ip -n node2 link set vxlan.1 down
ip netns exec node2 ss -uln
