# a day with two pods: bridge CNI by hand, port map, isolation, what the tools say of each step
sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add cni0 address 02:42:0a:f4:00:01 type bridge forward_delay 0
ip addr add 10.244.0.1/24 brd + dev cni0
ip link set cni0 up
pod() { ip netns add "$1"; ip link add "veth$2" address "02:00:00:00:01:0$2" type veth peer name eth0 netns "$1" address "02:00:00:00:00:0$2"; ip link set "veth$2" master cni0 up; ip -n "$1" link set lo up; ip -n "$1" link set eth0 up; ip -n "$1" addr add "10.244.0.$2/24" dev eth0; ip -n "$1" route add default via 10.244.0.1; }
pod web 5; pod client 6
ip -br link show master cni0
ip -4 -br addr
ip route show dev cni0
ip -n web route show table all | sort
bridge -d link show dev veth5
bridge fdb show brport veth5 | sort
ip netns exec client ping -c 2 -i 0.2 10.244.0.5
bridge fdb show br cni0 dynamic | sort
ip -n client neigh; ip neigh show dev cni0
ip netns exec web nc -lk -p 8080 > /tmp/got & sleep 0.3
echo hello | ip netns exec client nc -N -w 2 10.244.0.5 8080; sleep 0.2; cat /tmp/got
ip netns exec web ss -tlnp | sed 's/pid=[0-9]*/pid=N/'
ip netns exec client nc -zv -w 1 10.244.0.5 8080-8082
ip netns exec client nc -zvu -w 1 10.244.0.5 53
iptables -t nat -N CNI-HOSTPORT-DNAT
iptables -t nat -A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport 80 -m comment --comment "dnat name: \"bridge\" id: \"web\"" -j DNAT --to-destination 10.244.0.5:8080
iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
iptables -t nat -A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
iptables -t nat -A POSTROUTING -s 10.244.0.0/24 ! -d 10.244.0.0/24 -m comment --comment "pods leave" -j MASQUERADE
iptables -t nat -A POSTROUTING -s 127.0.0.1/32 -d 10.244.0.0/24 -j MASQUERADE
iptables -t nat -S
iptables -t nat -nvL CNI-HOSTPORT-DNAT
echo from host | nc -N -w 2 10.244.0.1 80; sleep 0.2; tail -1 /tmp/got
echo from pod | ip netns exec client nc -N -w 2 10.244.0.1 80; sleep 0.2; tail -1 /tmp/got
echo hairpin | ip netns exec web nc -N -w 1 10.244.0.1 80; echo $?
bridge link set dev veth5 hairpin on; bridge -d link show dev veth5 | grep -o 'hairpin o[nf]*'
iptables -t nat -I POSTROUTING -s 10.244.0.5/32 -d 10.244.0.5/32 -j MASQUERADE
echo hairpin | ip netns exec web nc -N -w 1 10.244.0.1 80; echo $?; sleep 0.2; tail -1 /tmp/got
echo lo | nc -N -w 1 127.0.0.1 80; echo $?
sysctl -w net.ipv4.conf.cni0.route_localnet=1
echo lo | nc -N -w 1 127.0.0.1 80; echo $?; sleep 0.2; tail -1 /tmp/got
iptables -t nat -nvL PREROUTING | tail -1 | awk '{print $1}'
conntrack -L -p tcp --dport 80 2>/dev/null | sed -E 's/sport=[0-9]+/sport=S/; s/dport=[0-9]{5}/dport=S/; s/^(tcp +6) [0-9]+/\1 T/' | sort
iptables -P FORWARD DROP; ip netns exec client ping -c1 -W1 10.244.0.5 | tail -2
sysctl -w net.bridge.bridge-nf-call-iptables=1 2>/dev/null; ip netns exec client ping -c1 -W1 10.244.0.5 | tail -2
iptables -I FORWARD -i cni0 -o cni0 -j ACCEPT; ip netns exec client ping -c1 -W1 10.244.0.5 | tail -2; iptables -nvL FORWARD | head -3 | tail -1 | awk '{print $3,$4,$6,$7}'
bridge link set dev veth6 isolated on; bridge link set dev veth5 isolated on; ip netns exec client ping -c1 -W1 10.244.0.5 | tail -2
bridge link set dev veth5 isolated off; ip netns exec client ping -c1 -W1 10.244.0.5 | tail -2
ip link set veth5 down; ip -n web link show eth0 | head -1; ip netns exec client ping -c1 -W1 10.244.0.5; ip -n client neigh
ip link set veth5 up; sleep 0.2; ip netns exec client ping -c1 -W1 10.244.0.5 | tail -2
ip -n web addr del 10.244.0.5/24 dev eth0; ip -n web route; ip netns exec client ping -c1 -W1 10.244.0.5
ip -n web addr add 10.244.0.5/24 dev eth0; ip -n web route add default via 10.244.0.1 onlink; ip -n web route get 10.244.0.6; ip -n web route get 8.8.8.8
ip netns exec web tcpdump -c 3 -nn -e -i eth0 icmp or arp > /tmp/cap 2>/tmp/caperr & sleep 1; ip -n client neigh flush dev eth0; ip netns exec client ping -c1 -s 1200 10.244.0.5 > /dev/null; wait %2; sed -E 's/^[0-9:.]+ //; s/id [0-9]+/id N/' /tmp/cap; tail -3 /tmp/caperr
kill %1; wait 2>/dev/null; ip netns del client; sleep 0.5; ip -br link show master cni0; bridge fdb show br cni0 dynamic; ip link del cni0; ip -br link; iptables -t nat -F; iptables -t nat -X; iptables -P FORWARD ACCEPT; iptables-save -t nat | grep -v '^#'
