# IPIP on the wire: tunl0 with onlink routes, DF, TTL, TOS, MTU, errors, tcpdump
# oracle: uml
# oracle: modules ipip veth
for n in n1 r n2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add eth0 netns n1 address 52:54:00:00:00:01 type veth peer name e1 netns r address 52:54:00:00:00:f1
ip link add eth0 netns n2 address 52:54:00:00:00:02 type veth peer name e2 netns r address 52:54:00:00:00:f2
ip -n n1 addr add 192.168.1.10/24 dev eth0
ip -n n2 addr add 192.168.2.10/24 dev eth0
ip -n r addr add 192.168.1.1/24 dev e1
ip -n r addr add 192.168.2.1/24 dev e2
for d in n1:eth0 r:e1 r:e2 n2:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n n1 route add default via 192.168.1.1
ip -n n2 route add default via 192.168.2.1
for i in 1 2; do ip -n n$i link set tunl0 up; ip -n n$i addr add 10.244.$i.0/32 dev tunl0; done
ip -n n1 route add 10.244.2.0/26 via 192.168.2.10 dev tunl0 proto bird onlink
ip -n n2 route add 10.244.1.0/26 via 192.168.1.10 dev tunl0 proto bird onlink
ip netns exec r tcpdump -i e1 -c 8 -w out.pcap ip proto 4 2>/dev/null &
ip netns exec n1 tcpdump -i tunl0 -c 8 -w in.pcap 2>/dev/null &
sleep 1
ip netns exec n1 ping -c 1 10.244.2.0
ip netns exec n1 ping -c 1 -Q 0x10 -t 9 10.244.2.0
ip netns exec n1 ping -c 1 -M do 10.244.2.0
ip netns exec n1 ping -c 1 -M dont 10.244.2.0
wait
tcpdump -nn -r out.pcap
tcpdump -nn -v -r out.pcap | sed 's/id [0-9]*, o/id N, o/g'
tcpdump -nn -e -r out.pcap -c 2
tcpdump -nn -q -r out.pcap -c 2
tcpdump -r out.pcap -c 1
tcpdump -nn -r out.pcap icmp
tcpdump -nn -r out.pcap host 10.244.2.0
tcpdump -nn -r out.pcap ip proto 4 | wc -l
tcpdump -nn -r out.pcap 'ip proto 4 and ip[20] = 0x45 and ip[29] = 1' | wc -l
tcpdump -nn -r in.pcap
tcpdump -nn -e -r in.pcap -c 2
tcpdump -nn -v -r in.pcap -c 1 | sed 's/id [0-9]*, o/id N, o/g'
tcpdump -nn -x -r in.pcap -c 1 | tail -1
tcpdump -nn -r in.pcap icmp | wc -l
tcpdump -nn -r in.pcap ether host 52:54:00:00:00:01
ip netns exec n1 tcpdump -i any -nn -c 2 -l 'icmp or ip proto 4' > any.txt 2>/dev/null &
sleep 1
ip netns exec n1 ping -c 1 -W 1 10.244.2.0 | head -2
wait; cat any.txt
ip netns exec n1 tcpdump -i tunl0 -nn -c 1 > cap.txt 2>&1 &
sleep 1
ip netns exec n1 ping -c 1 -W 1 10.244.2.0 | head -2
wait; head -2 cap.txt
ip netns exec n1 tcpdump -D | head -3
ip netns exec n1 tcpdump -L -i tunl0
ip -n n1 route get 10.244.2.0
ip -n n1 -s link show tunl0
ip -s -n n1 tunnel show tunl0
# a smaller hop on the way
ip -n r link set e2 mtu 1400
ip netns exec n1 ping -c 1 -W 1 -M do -s 1452 10.244.2.0
ip netns exec n1 ping -c 1 -W 1 -M do -s 1452 10.244.2.0
ip -n n1 route get 192.168.2.10 | sed 's/expires [0-9]*/expires N/'
ip -n n1 route get 10.244.2.0 | sed 's/expires [0-9]*/expires N/'
ip netns exec n1 ping -c 1 -W 1 -s 1452 10.244.2.0
ip -n r link set e2 mtu 1500
ip -n n1 route flush cache
# no tunnel at the other end
ip -n n2 link set tunl0 down
ip netns exec n1 ping -c 1 -W 1 10.244.2.0
ip -n n2 link set tunl0 up
ip -n n2 addr show tunl0
ip -n n2 route
ip -n n2 route add 10.244.1.0/26 via 192.168.1.10 dev tunl0 proto bird onlink
ip netns exec n1 ping -c 1 -W 1 10.244.2.0
# protocol 4 where nobody speaks it
ip -n n1 route add 10.244.3.0/26 via 192.168.1.1 dev tunl0 onlink
ip netns exec r tcpdump -i e1 -nn -l -c 2 > cap.txt 2>/dev/null &
sleep 1
ip netns exec n1 ping -c 1 -W 1 10.244.3.1
wait; cat cap.txt
ip -n n1 route add 10.244.4.0/26 via 192.168.1.77 dev tunl0 onlink
ip netns exec n1 ping -c 1 -W 4 10.244.4.1
ip -n n1 route del default
ip netns exec n1 ping -c 1 -W 1 10.244.2.0
ip -n n1 -s link show tunl0
