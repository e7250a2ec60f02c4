# which packets match: addresses, types, flags, owners, sides
for n in lan r wan; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns lan address 02:00:00:00:01:0a type veth peer name lan0 address 02:00:00:00:01:01 netns r
ip link add eth0 netns wan address 02:00:00:00:02:50 type veth peer name wan0 address 02:00:00:00:02:01 netns r
ip -n lan addr add 192.168.0.10/24 dev eth0
ip -n r addr add 192.168.0.1/24 dev lan0
ip -n r addr add 203.0.113.1/24 dev wan0
ip -n wan addr add 203.0.113.80/24 dev eth0
for d in lan:eth0 r:lan0 r:wan0 wan:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n lan route add default via 192.168.0.1
ip netns exec r sysctl -q -w net.ipv4.ip_forward=1
ip -n wan route add default via 203.0.113.1
ip netns exec wan nc -lk 99 > /dev/null &
sleep 1
r() { ip netns exec r iptables "$@"; }
r -A FORWARD -m addrtype --src-type UNICAST --dst-type UNICAST
r -A FORWARD -m addrtype --dst-type LOCAL
r -A INPUT -m addrtype --dst-type LOCAL
r -A INPUT -m addrtype --dst-type LOCAL --limit-iface-in
r -A INPUT -m addrtype --dst-type BROADCAST
r -A INPUT -m addrtype --dst-type MULTICAST
r -A INPUT -m pkttype --pkt-type unicast
r -A INPUT -m pkttype --pkt-type broadcast
r -A INPUT -m pkttype --pkt-type multicast
r -A FORWARD -m mac --mac-source 02:00:00:00:01:0a
r -A FORWARD -m mac ! --mac-source 02:00:00:00:01:0a
r -A FORWARD -m iprange --src-range 192.168.0.5-192.168.0.15
r -A FORWARD -m iprange ! --dst-range 203.0.113.0-203.0.113.79
r -A FORWARD -p tcp -m multiport --dports 22,90:99
r -A FORWARD -p tcp -m multiport --ports 99
r -A FORWARD -p tcp --sport 99
r -A FORWARD -p tcp --syn
r -A FORWARD -p tcp --tcp-flags ALL ACK
r -A FORWARD -p tcp --tcp-flags FIN FIN
r -A FORWARD -p tcp --tcp-option 8
r -A FORWARD -p icmp --icmp-type echo-request
r -A FORWARD -p icmp --icmp-type any
r -A FORWARD ! -p tcp
r -A FORWARD -i lan+ -o wan0
r -A FORWARD ! -i lan0
r -A FORWARD -s 192.168.0.0/255.255.0.255
r -A FORWARD -f
r -N SIDE
r -A SIDE -p icmp -j RETURN
r -A SIDE -j ACCEPT
r -A FORWARD -j SIDE
r -A FORWARD -m comment --comment "after the side"
r -A FORWARD -g SIDE
r -A FORWARD -m comment --comment "never"
ip netns exec lan ping -c 2 -i 0.2 -W 1 203.0.113.80 > /dev/null
ip netns exec lan ping -c 1 -W 1 192.168.0.1 > /dev/null
ip netns exec lan ping -c 1 -W 1 203.0.113.1 > /dev/null
ip netns exec lan ping -b -c 1 -W 1 192.168.0.255 > /dev/null 2>&1
ip netns exec lan nc -N -w 1 203.0.113.80 99 < /dev/null
ip netns exec lan ping -c 1 -W 1 -s 3000 203.0.113.80 > /dev/null
r -L -n -v
r -A OUTPUT -m owner --uid-owner 0
r -A OUTPUT -m owner --gid-owner 5
r -A OUTPUT -m owner ! --uid-owner 0-10
r -A OUTPUT -m owner --socket-exists
r -A OUTPUT -m owner ! --socket-exists
ip netns exec r ping -c 1 -W 1 192.168.0.10 > /dev/null
ip netns exec lan ping -c 1 -W 1 192.168.0.1 > /dev/null
r -L OUTPUT -n -v
r -t raw -A PREROUTING -m rpfilter
r -t raw -A PREROUTING -m rpfilter --invert -j DROP
ip netns exec lan ping -c 1 -W 1 203.0.113.80 > /dev/null
r -t raw -L -n -v
kill %1
