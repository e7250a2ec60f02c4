# what tcpdump sees on a bridge: with and without promiscuous mode, on a port, on any
for n in a b c; do ip netns add $n; done
ip link add br0 address 02:00:00:00:00:b0 type bridge
for n in a b c; do ip link add v$n type veth peer name eth0 netns $n; ip link set v$n master br0; done
i=1; for n in a b c; do ip -n $n link set eth0 address 02:00:00:00:00:0$i; ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; ip -n $n addr add 10.0.0.$i/24 dev eth0; ip -n $n link set eth0 up; i=$((i+1)); done
for d in va vb vc br0; do sysctl -qw net.ipv6.conf.$d.disable_ipv6=1; ip link set $d up; done
ip addr add 10.0.0.254/24 dev br0
ip netns exec a ping -c 1 10.0.0.2 > /dev/null
ip netns exec a ping -c 1 10.0.0.254 > /dev/null
tcpdump -i br0 -nn -w promisc.pcap icmp 2> promisc.txt &
tcpdump -i br0 -p -nn -w plain.pcap icmp 2> plain.txt &
sleep 1; ip -d link show br0 | grep -o 'promiscuity [0-9]*'
ip netns exec a ping -c 1 10.0.0.2 > /dev/null
ip netns exec a ping -c 1 10.0.0.254 > /dev/null
sleep 2; kill -INT $(jobs -p); wait
cat promisc.txt
tcpdump -nn -t -r promisc.pcap
tcpdump -i br0 -p -nn -w plain.pcap icmp 2> plain.txt &
tcpdump -i vb -nn -w port.pcap icmp 2> port.txt &
ip netns exec c tcpdump -i eth0 -nn -w other.pcap 2> other.txt &
tcpdump -i any -nn -w any.pcap icmp 2> any.txt &
sleep 1
ip netns exec a ping -c 1 10.0.0.2 > /dev/null
ip netns exec a ping -c 1 10.0.0.254 > /dev/null
sleep 2; kill -INT $(jobs -p); wait
cat plain.txt port.txt other.txt any.txt
tcpdump -nn -t -e -r plain.pcap
tcpdump -nn -t -r port.pcap
tcpdump -nn -t -r other.pcap
tcpdump -nn -t -r any.pcap
tcpdump -nn -t -e -r any.pcap
tcpdump -nn -t -r any.pcap outbound
tcpdump -nn -t -r any.pcap 'ether host 1:2:3:4:5:6'
tcpdump -nn -r any.pcap vlan
tcpdump -nn -t -X -c 1 -r port.pcap | wc -l
tcpdump -r port.pcap --count
tcpdump -r nofile
head -c 60 port.pcap > cut.pcap; tcpdump -nn -r cut.pcap
echo garbage garbage garbage > bad.pcap; tcpdump -r bad.pcap
tcpdump -i lo -c 0
tcpdump -i lo tcp and udp
tcpdump -i lo port nosuch
tcpdump -i lo host nosuch
tcpdump -i lo net 10.0.0.1/8
tcpdump -L -i lo
tcpdump -i 99
