# MTU of a vxlan: from its underlay, or 1500 and fragments outside
for n in n1 n2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add eth0 netns n1 address 52:54:00:00:00:01 type veth peer name eth0 netns n2 address 52:54:00:00:00:02
ip -n n1 addr add 192.168.1.10/24 dev eth0
ip -n n2 addr add 192.168.1.11/24 dev eth0
ip -n n1 link set eth0 up
ip -n n2 link set eth0 up
ip -n n1 link add vax type vxlan id 1 dstport 4789 local 192.168.1.10 remote 192.168.1.11
ip -n n2 link add vax type vxlan id 1 dstport 4789 local 192.168.1.11 remote 192.168.1.10
ip -n n1 addr add 10.1.0.1/24 dev vax
ip -n n2 addr add 10.1.0.2/24 dev vax
ip -n n1 link set vax up
ip -n n2 link set vax up
ip -n n1 -br link show vax
ip netns exec n1 ping -c 1 10.1.0.2
ip netns exec n2 timeout 3 tcpdump -i eth0 -nn -l -c 4 > cap.txt 2>/dev/null &
sleep 1
ip netns exec n1 ping -c 1 -W 1 -M do -s 1472 10.1.0.2
wait; cat cap.txt
ip -n n1 route get 10.1.0.2
ip netns exec n1 ping -c 1 -W 1 -M do -s 1472 10.1.0.2
ip netns exec n1 ping -c 1 -W 1 -M do -s 1422 10.1.0.2
ip netns exec n1 ping -c 1 -W 1 -s 1472 10.1.0.2
ip netns exec n1 ping -c 1 -W 1 -s 4000 10.1.0.2
ip -n n1 link set vax mtu 1600
ip -n n2 link set vax mtu 1600
ip -n n1 route flush cache
ip netns exec n1 ping -c 1 -W 1 -M do -s 1572 10.1.0.2
ip -n n1 route get 10.1.0.2
# with DF on the outer header
ip -n n1 link add vbx type vxlan id 2 dstport 4789 local 192.168.1.10 remote 192.168.1.11 df set
ip -n n2 link add vbx type vxlan id 2 dstport 4789 local 192.168.1.11 remote 192.168.1.10 df inherit
ip -n n1 addr add 10.2.0.1/24 dev vbx
ip -n n2 addr add 10.2.0.2/24 dev vbx
ip -n n1 link set vbx up
ip -n n2 link set vbx up
ip netns exec n2 timeout 3 tcpdump -i eth0 -nn -v -l -c 4 udp > cap.txt 2>/dev/null &
sleep 1
ip netns exec n1 ping -c 1 -W 1 10.2.0.2
wait; cat cap.txt
ip netns exec n1 ping -c 1 -W 1 -s 1472 10.2.0.2
ip netns exec n1 ping -c 1 -W 1 -s 1472 10.2.0.2
ip -n n1 -s link show vbx
# over dev eth0: 50 less
ip -n n1 link add c type vxlan id 3 dstport 4789 local 192.168.1.10 remote 192.168.1.11 dev eth0
ip -n n1 -br link show c
ip -n n1 link show c | head -1
ip -n n1 link set c mtu 1451
ip -n n1 link set c mtu 1450
ip -n n1 link set eth0 mtu 1400
ip -n n1 link show c | head -1
ip -n n1 link set c mtu 1400
ip -n n1 link set c mtu 1350
ip -n n1 link show c | head -1
ip -n n1 link set eth0 mtu 9000
ip -n n2 link set eth0 mtu 9000
ip -n n1 link show c | head -1
ip -n n1 link set c mtu 8950
ip -n n1 link show c | head -1
# a pod behind a bridge on a full-size VXLAN is told
ip -n n1 link set eth0 mtu 1500
ip -n n2 link set eth0 mtu 1500
ip netns add p; ip netns exec p sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip -n n1 link add br0 type bridge
ip -n n1 link add v0 type veth peer name eth0 netns p address 02:00:00:00:00:0a
ip -n n1 link set v0 master br0 up
ip -n n1 link add vdx type vxlan id 4 dstport 4789 local 192.168.1.10 remote 192.168.1.11
ip -n n1 link set vdx master br0 up
ip -n n1 link set br0 up
ip -n p addr add 10.4.0.1/24 dev eth0
ip -n p link set eth0 up
ip -n n2 link add vdx address 02:00:00:00:00:0d type vxlan id 4 dstport 4789 local 192.168.1.11 remote 192.168.1.10
ip -n n2 addr add 10.4.0.2/24 dev vdx
ip -n n2 link set vdx up
sleep 1
ip netns exec p ping -c 1 -W 1 10.4.0.2
ip netns exec p ping -c 1 -W 1 -M do -s 1422 10.4.0.2
ip netns exec p ping -c 1 -W 1 -M do -s 1472 10.4.0.2
ip netns exec p ping -c 1 -W 1 -M do -s 1472 10.4.0.2
ip -n p route get 10.4.0.2
ip netns exec p ping -c 1 -W 1 -s 1472 10.4.0.2
bridge -n n1 fdb show dev vdx dynamic | sort
