# Pods on macvlan devices of a node's card: bridge, private and vepa modes, the node itself, the world outside
ip netns add world
ip link add eth0 address 02:00:00:00:00:01 type veth peer name w0 netns world address 02:00:00:00:00:99
ip addr add 10.0.0.1/24 dev eth0
ip link set eth0 up
ip -n world addr add 10.0.0.99/24 dev w0
ip -n world link set w0 up
for n in 1 2; do
  ip netns add pod$n
  ip link add link eth0 name mv$n address 02:00:00:00:01:0$n type macvlan mode bridge
  ip link set mv$n netns pod$n name eth0
  ip -n pod$n addr add 10.0.0.1$n/24 dev eth0
  ip -n pod$n link set eth0 up
  ip -n pod$n link set lo up
done
sleep 2.5
ip -n pod1 addr show eth0
ip -n pod1 link show type macvlan
ip -n pod1 route
ip -br link
ip netns exec world tcpdump -i w0 -nn -e -l arp or icmp > world.log 2>/dev/null &
tcpdump -i eth0 -nn -e -l arp or icmp > node.log 2>/dev/null &
ip netns exec pod2 tcpdump -i eth0 -nn -e -l arp or icmp > pod.log 2>/dev/null &
sleep 1
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
sleep 1
cat world.log node.log pod.log | sed 's/^[0-9:.]* //'
kill %1 %2 %3; wait
ip netns exec pod1 ping -c 1 -W 1 10.0.0.99
ip netns exec pod1 ping -c 1 -W 1 10.0.0.1
ping -c 1 -W 1 10.0.0.11
ip netns exec world ping -c 1 -W 1 10.0.0.11
ip netns exec world ping -c 1 -W 1 10.0.0.1
ip -n pod1 neigh | sort
ip neigh | sort
ip -n world neigh | sort
# The node reaches its pods by a macvlan device of its own
ip link add host0 link eth0 address 02:00:00:00:01:0a type macvlan mode bridge
ip addr add 10.0.0.3/32 dev host0
ip link set host0 up
ip route add 10.0.0.11/32 dev host0
ip route get 10.0.0.11
ip route get 10.0.0.12
ping -c 1 -W 1 10.0.0.11
ip link show host0
ip -s link show host0 | tail -4 | wc -l
# Private devices hear one another no more; vepa sends all to the switch
ip -n pod1 link set eth0 type macvlan mode private
ip -n pod1 -d link show eth0 | grep -o 'macvlan mode [a-z]*'
ip -n pod1 neigh flush dev eth0
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
ip netns exec pod1 ping -c 1 -W 1 10.0.0.99
ip netns exec pod2 ping -c 1 -W 1 10.0.0.11
ip -n pod1 link set eth0 type macvlan mode vepa
ip -n pod1 neigh flush dev eth0
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
ip -n pod1 link set eth0 type macvlan mode passthru
ip -n pod1 link set eth0 type macvlan mode bridge
ip -n pod1 neigh flush dev eth0
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
# MAC addresses
ip -n pod1 link set eth0 address 02:00:00:00:01:02
ip -n pod1 link set eth0 address 02:00:00:00:00:01
ip -n pod1 link set eth0 address 02:00:00:00:01:0b
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
ip link add twin link eth0 address 02:00:00:00:01:0b type macvlan mode bridge
ip link set twin up
ip link del twin
# The card and its carrier
ip link set eth0 down
ip -n pod1 -br link
ip -n pod1 link show eth0
ip link show host0
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
ip link set eth0 up
sleep 1
ip -n pod1 -br link
ip netns exec pod1 ping -c 1 -W 2 10.0.0.12
ip -n world link set w0 down
sleep 1.2
ip -n pod1 link show eth0
ip link show host0
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
ip -n world link set w0 up
sleep 1.2
# What does not go together
ip link add br0 type bridge
ip link set eth0 master br0
ip link add p0 type veth peer name p1
ip link set p0 master br0
ip link add mvp link p0 type macvlan
ip link add mvb link br0 address 02:00:00:00:01:0c type macvlan mode bridge
ip link show mvb
ip link set mvb master br0
ip link add top link host0 address 02:00:00:00:01:0d type macvlan mode bridge
ip link show top
ip link del top
ip link add pass link p1 type macvlan mode passthru
ip link show pass | sed 's/[0-9a-f:]\{17\}/MAC/'
ip -d link show p1 | grep -o 'promiscuity [0-9]*'
ip link set pass up
ip -d link show p1 | grep -o 'promiscuity [0-9]*'
ip link add pass2 link p1 type macvlan mode bridge
ip link set p1 up
ip -d link show p1 | grep -o 'promiscuity [0-9]*'
ip link del pass
ip -d link show p1 | grep -o 'promiscuity [0-9]*'
ip link add mv9 link eth0 mtu 1600 type macvlan
ip link add mv9 link eth0 mtu 1400 type macvlan mode bridge
ip link set mv9 mtu 1500
ip link set mv9 mtu 1501
ip link add mv9 link eth0 type macvlan
ip link add link eth0 type macvlan mode bridge
ip -br link show type macvlan | awk '{print $1, $2}'
ip link add mv10 link nope type macvlan
ip link add mv10 link eth0 type macvlan mode
ip link add mv10 link eth0 type macvlan bogus
ip link set mv9 type macvlan bogus 1
ethtool -i host0
ip netns del pod2
sleep 0.5
ip netns exec pod1 ping -c 1 -W 1 10.0.0.12
ip link del eth0
ip -n pod1 -br link
ip -br link | awk '{print $1}'
