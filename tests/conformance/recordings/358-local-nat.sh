# NAT of what this machine itself sends and receives: OUTPUT DNAT, REDIRECT, hairpin, route_localnet, owners
ip netns add s; ip -n s link set lo up
ip link add h type veth peer name eth0 netns s
ip addr add 10.3.0.1/24 dev h; ip link set h up
ip -n s addr add 10.3.0.2/24 dev eth0; ip -n s link set eth0 up; ip -n s route add default via 10.3.0.1
mkdir far near; echo far > far/index.html; echo near > near/index.html
ip netns exec s busybox httpd -p 80 -h far
busybox httpd -p 8080 -h near
sleep 2
curl -s -m 2 http://10.3.0.2/
iptables -t nat -A OUTPUT -d 10.3.0.2 -p tcp --dport 80 -j REDIRECT --to-ports 8080
curl -s -m 2 http://10.3.0.2/
conntrack -L -p tcp 2>&1 | sort
iptables -t nat -F OUTPUT; conntrack -F
iptables -t nat -A OUTPUT -d 10.3.0.77 -p tcp --dport 7777 -j DNAT --to-destination 10.3.0.2:80
curl -s -m 2 http://10.3.0.77:7777/
curl -s -m 2 http://10.99.0.1:7777/; echo $?
conntrack -L -p tcp 2>&1 | sort
iptables -t nat -A OUTPUT -o lo -p tcp --dport 9000 -j DNAT --to-destination 10.3.0.2:80
curl -s -m 1 http://127.0.0.1:9000/; echo $?
sysctl -w net.ipv4.conf.h.route_localnet=1
curl -s -m 1 http://127.0.0.1:9000/; echo $?
iptables -t nat -A POSTROUTING -o h -m addrtype --src-type LOCAL --limit-iface-out -j MASQUERADE
curl -s -m 1 http://127.0.0.1:9000/; echo $?
iptables -t nat -A POSTROUTING -o h -s 127.0.0.0/8 -j MASQUERADE
curl -s -m 1 http://127.0.0.1:9000/; echo $?
iptables -t nat -A PREROUTING -i h -p tcp --dport 8888 -j DNAT --to-destination 127.0.0.1:8080
ip netns exec s curl -s -m 1 http://10.3.0.1:8888/; echo $?
sysctl -w net.ipv4.conf.h.route_localnet=0
ip netns exec s curl -s -m 1 http://10.3.0.1:8888/; echo $?
iptables -t nat -A PREROUTING -i h -p tcp --dport 8889 -j REDIRECT --to-ports 8080
ip netns exec s curl -s -m 1 http://10.3.0.1:8889/; echo $?
iptables -t nat -nvL | sed 's/^ *[0-9]* *[0-9]* /N N /'
iptables -A OUTPUT -p icmp -m owner --uid-owner root -j REJECT
ping -c 1 -W 1 10.3.0.2
iptables -R OUTPUT 1 -p icmp -j DROP
ping -c 2 -i 0.2 -W 1 10.3.0.2
iptables -A OUTPUT -p tcp --dport 81 -j DROP
iptables -A OUTPUT -p tcp --dport 82 -j REJECT --reject-with tcp-reset
iptables -A OUTPUT -p tcp --dport 83 -m owner ! --uid-owner 0-99 -j DROP
iptables -A OUTPUT -p udp --dport 53 -j REJECT
nc -zv -w 1 10.3.0.2 81
nc -zv -w 1 10.3.0.2 82
nc -zv -w 1 10.3.0.2 83
echo q | nc -u -w 1 10.3.0.2 53; echo $?
dig +time=1 +tries=1 @10.3.0.2 example.com | grep -v '^$' | head -3
traceroute -n -q 1 -w 1 -m 2 -I 10.3.0.2
traceroute -n -q 1 -w 1 -m 2 10.3.0.2
iptables -A OUTPUT -m owner --gid-owner nobody -j DROP
iptables -A OUTPUT -m owner --uid-owner nouser -j DROP
iptables -A INPUT -m owner --uid-owner 0 -j DROP
iptables -A OUTPUT -m owner --socket-exists -j ACCEPT
iptables -S OUTPUT
iptables -nL OUTPUT
