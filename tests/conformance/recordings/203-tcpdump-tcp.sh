# oracle: pcap
# what TCP puts on the wire: handshake, data, half-close, reset, refused, a SYN nobody answers
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec a ping -c 1 10.0.0.2 > /dev/null
ip netns exec b nc -l 8080 > got.txt &
ip netns exec b tcpdump -i eth0 -nn -w one.pcap tcp 2> cap.txt &
T=$!
sleep 1
(echo hello; sleep 0.3; echo world) | ip netns exec a nc -N 10.0.0.2 8080
sleep 2; kill -INT $T; wait
cat got.txt
cat cap.txt
tcpdump -nn -r one.pcap
tcpdump -nn -v -r one.pcap
tcpdump -nn -S -r one.pcap -c 4
tcpdump -nn -q -r one.pcap -c 4
ip netns exec a tcpdump -i eth0 -nn -w two.pcap tcp 2> /dev/null &
T=$!
sleep 1
ip netns exec a nc -v 10.0.0.2 81 < /dev/null
ip netns exec a nc -w 3 10.0.0.2 81 < /dev/null
sleep 2; kill -INT $T; wait
tcpdump -nn -r two.pcap
tcpdump -nn -v -r two.pcap
ip netns exec b nc -l 8081 < /dev/null > /dev/null &
ip netns exec b ethtool -K eth0 tx off > /dev/null
ip netns exec a ethtool -K eth0 tx off > /dev/null
ip netns exec a tcpdump -i eth0 -nn -w three.pcap tcp 2> /dev/null &
T=$!
sleep 1
seq 1 1000 | ip netns exec a nc -N 10.0.0.2 8081
sleep 2; kill -INT $T; wait
tcpdump -nn -v -r three.pcap
ip -n b link set eth0 arp off
ip -n b addr del 10.0.0.2/24 dev eth0
ip -n a neigh replace 10.0.0.2 lladdr 02:00:00:00:00:0b dev eth0
ip netns exec a tcpdump -i eth0 -nn -w four.pcap tcp 2> /dev/null &
T=$!
sleep 1
ip netns exec a nc -w 4 -v 10.0.0.2 80
sleep 2; kill -INT $T; wait
tcpdump -nn -ttt -r four.pcap | sed 's/\.[0-9]*//' | cut -d' ' -f1-8
