# NAT at every hook: destinations coming in and going out, sources going out and coming in, redirects
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
mkdir www; echo "inside" > www/index.html; mkdir www2; echo "router" > www2/index.html
ip netns exec lan busybox httpd -p 80 -h www
ip netns exec r busybox httpd -p 8081 -h www2
sleep 1
ip netns exec r iptables -t nat -A PREROUTING -i wan0 -p tcp --dport 8080 -j DNAT --to-destination 192.168.0.10:80
ip netns exec r iptables -t nat -A PREROUTING -i wan0 -p tcp --dport 81 -j REDIRECT --to-ports 8081
ip netns exec r iptables -t nat -A OUTPUT -d 203.0.113.200 -p tcp -j DNAT --to-destination 192.168.0.10
ip netns exec r iptables -t nat -A INPUT -p tcp --dport 8081 -j SNAT --to-source 203.0.113.99
ip netns exec r iptables -t nat -A POSTROUTING -o wan0 -j SNAT --to-source 203.0.113.7
ip netns exec wan ip route add 203.0.113.99 via 203.0.113.1
ip -n r addr add 203.0.113.7/32 dev wan0
ip netns exec r conntrack -E -p tcp -e NEW > events.txt 2>/dev/null &
sleep 1
ip netns exec wan curl -s -m 3 http://203.0.113.1:8080/
ip netns exec wan curl -s -m 3 http://203.0.113.1:81/
ip netns exec r curl -s -m 3 http://203.0.113.200/
ip netns exec lan ping -c 1 -W 1 203.0.113.80
ip netns exec lan ping -c 1 -W 1 -s 2000 203.0.113.80
sleep 1
kill %1; wait
cat events.txt
ip netns exec r conntrack -L -p tcp 2>/dev/null | sort
ip netns exec r conntrack -L --dst-nat -p tcp 2>/dev/null | sort
ip netns exec r iptables -t nat -L -n -v
ip netns exec r iptables -t nat -Z
ip netns exec r iptables -t nat -S -v
ip netns exec r conntrack -F
ip netns exec r iptables -t nat -F
ip netns exec lan ping -c 1 -W 1 203.0.113.80
