# macvlan
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
ip link set e1 up
ip link add mv0 link e0 address 02:00:00:00:00:10 type macvlan mode bridge
ip link add mv1 link e0 address 02:00:00:00:00:11 type macvlan mode bridge
ip link
ip -d link show mv0
ip netns add a
ip netns add b
ip link set mv0 netns a
ip link set mv1 netns b
ip link set e0 up
ip -n a addr add 10.0.0.1/24 dev mv0
ip -n b addr add 10.0.0.2/24 dev mv1
ip -n a link set mv0 up
ip -n b link set mv1 up
ip addr add 10.0.0.3/24 dev e0
ip -n a link
ip -n a -d link show mv0
sleep 2
ip netns exec a ping -c 1 -W 1 10.0.0.2
ip netns exec a ping -c 1 -W 1 10.0.0.3
ip -n a neigh
ip link add mv2 link e0 type macvlan mode private
ip link add mv3 link e0 type macvlan mode vepa
ip link add mv4 link e0 type macvlan mode passthru
ip link add mv5 link e0 type macvlan mode bogus
ip link add mv5 link e0 type macvlan
ip -d link show mv5
ip link add mv6 type macvlan mode bridge
ip -j -d link show mv5
ip link set mv5 type macvlan mode bridge
ip -d link show mv5 | grep macvlan
ip link add link e0 name eth0 type macvlan mode source
ip -d link show e0
bridge fdb show
ip link set mv5 address 02:00:00:00:00:01
ip link set mv5 mtu 2000
ip link set e0 mtu 1400
ip link show mv5
ip -n a link show mv0
ip link del e0
ip link
ip -n a link
ip link help macvlan
ip link add mv7 link lo type macvlan
