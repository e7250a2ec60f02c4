# frames between the ports of a bridge and the IP hooks
ip link add br0 type bridge
ip addr add 10.0.0.1/24 dev br0
ip link set br0 up
for i in 2 3; do ip netns add h$i; ip link add p$i type veth peer name eth0 netns h$i; ip link set p$i master br0; ip link set p$i up; ip -n h$i link set lo up; ip -n h$i addr add 10.0.0.$i/24 dev eth0; ip -n h$i link set eth0 up; done
sleep 2
sysctl net.bridge.bridge-nf-call-iptables net.bridge.bridge-nf-call-arptables
ip netns exec h2 ping -c 1 -W 1 10.0.0.3
iptables -P FORWARD DROP
ip netns exec h2 ping -c 1 -W 1 10.0.0.3
iptables -A FORWARD -m physdev --physdev-in p2 --physdev-out p3 -j ACCEPT
iptables -A FORWARD -m physdev --physdev-is-bridged -m conntrack --ctstate ESTABLISHED -j ACCEPT
ip netns exec h2 ping -c 2 -i 0.2 -W 1 10.0.0.3
ip netns exec h3 ping -c 1 -W 1 10.0.0.2
iptables -L FORWARD -n -v
conntrack -L 2>/dev/null | sort
sysctl -w net.bridge.bridge-nf-call-iptables=0
ip netns exec h3 ping -c 1 -W 1 10.0.0.2
iptables -L FORWARD -n -v
sysctl -w net.bridge.bridge-nf-call-iptables=1
iptables -P FORWARD ACCEPT
iptables -F
iptables -A FORWARD -i br0 -o br0 -p icmp -j REJECT --reject-with icmp-admin-prohibited
ip netns exec h2 ping -c 1 -W 1 10.0.0.3
iptables -F
iptables -A INPUT -m physdev --physdev-in p2
iptables -A INPUT -m physdev --physdev-in p3
iptables -A INPUT -i br0
iptables -A INPUT -m physdev --physdev-is-bridged
ip netns exec h2 ping -c 1 -W 1 10.0.0.1
iptables -L INPUT -n -v
iptables -t nat -A PREROUTING -i br0 -d 10.9.9.9 -j DNAT --to-destination 10.0.0.3
ip -n h2 route add default via 10.0.0.1
ip netns exec h2 ping -c 1 -W 1 10.9.9.9
sysctl -q -w net.ipv4.ip_forward=1
ip netns exec h2 ping -c 2 -i 0.2 -W 1 10.9.9.9
ip netns exec h2 ping -c 1 -W 1 -s 3000 10.0.0.3
iptables -A FORWARD -m physdev --physdev-is-bridged
iptables -A FORWARD
ip netns exec h2 ping -c 1 -W 1 10.9.9.9
iptables -L FORWARD -n -v
iptables -t nat -L PREROUTING -n -v
conntrack -L 2>/dev/null | sort
