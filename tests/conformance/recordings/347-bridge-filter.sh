# bridged frames and iptables: bridge-nf on and off, physdev, NAT between pods of one bridge
ip link add br0 type bridge
ip link set br0 up
ip addr add 10.5.0.1/24 dev br0
for i in 2 3 4; do ip netns add p$i; ip link add v$i type veth peer name eth0 netns p$i; ip link set v$i master br0 up; ip -n p$i addr add 10.5.0.$i/24 dev eth0; ip -n p$i link set eth0 up; ip -n p$i link set lo up; done
sysctl net.bridge
sysctl -w net.ipv4.ip_forward=1
sleep 2
ip netns exec p2 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1
iptables -P FORWARD DROP
ip netns exec p2 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1
iptables -nvL FORWARD
sysctl -w net.bridge.bridge-nf-call-iptables=0
ip netns exec p2 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1
sysctl -w net.bridge.bridge-nf-call-iptables=1
iptables -A FORWARD -m physdev --physdev-in v2 --physdev-out v3 -j ACCEPT
iptables -A FORWARD -m physdev --physdev-is-bridged -m conntrack --ctstate ESTABLISHED -j ACCEPT
iptables -A FORWARD -m physdev --physdev-in v4 -j REJECT
ip netns exec p2 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1
ip netns exec p3 ping -c 1 -W 1 10.5.0.2 | tail -2 | head -1
ip netns exec p4 ping -c 1 -W 1 10.5.0.2
ip netns exec p2 ping -c 1 -W 1 10.5.0.1 | tail -2 | head -1
iptables -A INPUT -m physdev --physdev-in v+ -p icmp -j REJECT --reject-with icmp-host-prohibited
sleep 1.2
ip netns exec p2 ping -c 1 -W 1 10.5.0.1
iptables -A OUTPUT -m physdev --physdev-out v2 -j DROP
iptables -A OUTPUT -m physdev --physdev-is-out -j DROP
iptables -A INPUT -m physdev --physdev-is-in
iptables -A FORWARD -m physdev
iptables -A FORWARD -m physdev --physdev-is-bridged --physdev-in v2 ! --physdev-out v4 -j DROP
iptables -S
iptables -nvL
iptables -F; iptables -P FORWARD ACCEPT
iptables -t nat -A PREROUTING -d 10.96.0.1 -p tcp --dport 80 -j DNAT --to-destination 10.5.0.3:8080
for i in 2 3 4; do ip -n p$i route add default via 10.5.0.1; done
mkdir w; echo bridged > w/index.html; ip netns exec p3 busybox httpd -p 8080 -h w
ip netns exec p2 curl -s -m 2 http://10.96.0.1/
conntrack -L -p tcp
sysctl -w net.bridge.bridge-nf-call-iptables=0
ip netns exec p4 curl -s -m 1 http://10.96.0.1/
conntrack -L -p tcp --orig-src 10.5.0.4
iptables -t nat -A POSTROUTING -s 10.5.0.0/24 -d 10.5.0.0/24 -j MASQUERADE
conntrack -F
ip netns exec p4 curl -s -m 2 http://10.96.0.1/
conntrack -L -p tcp
ip link set br0 type bridge nf_call_iptables 1
ip -d link show br0 | grep -o 'nf_call_iptables [01]'
cat /sys/class/net/br0/bridge/nf_call_iptables
iptables -A FORWARD -j DROP
ip netns exec p2 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1
ip link set br0 type bridge nf_call_iptables 0
ip netns exec p2 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1
