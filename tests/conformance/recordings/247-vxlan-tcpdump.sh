# tcpdump looks at VXLAN: ports 4789 and 8472, -v -e -X -q -T, filters
for n in n1 n2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add eth0 netns n1 address 52:54:00:00:00:01 type veth peer name eth0 netns n2 address 52:54:00:00:00:02
ip -n n1 addr add 192.168.1.10/24 dev eth0
ip -n n2 addr add 192.168.1.11/24 dev eth0
ip -n n1 link set eth0 up
ip -n n2 link set eth0 up
mk() { ip -n n1 link add $1 address 02:00:00:00:64:01 type vxlan id $2 local 192.168.1.10 remote 192.168.1.11 dstport $3 dev eth0; ip -n n2 link add $1 address 02:00:00:00:64:02 type vxlan id $2 local 192.168.1.11 remote 192.168.1.10 dstport $3 dev eth0; ip -n n1 addr add $4.1/24 dev $1; ip -n n2 addr add $4.2/24 dev $1; ip -n n1 link set $1 up; ip -n n2 link set $1 up; }
mk vx 100 4789 10.1.0
mk fl 1 8472 10.2.0
ip netns exec n1 tcpdump -i eth0 -c 8 -w out.pcap udp 2>/dev/null &
ip netns exec n1 tcpdump -i vx -c 4 -w in.pcap 2>/dev/null &
sleep 1
ip netns exec n1 ping -c 1 10.1.0.2 | head -2
ip netns exec n1 ping -c 1 10.2.0.2 | head -2
wait
tcpdump -nn -r out.pcap
tcpdump -nn -v -r out.pcap -c 3
tcpdump -nn -vv -K -r out.pcap -c 3
tcpdump -nn -e -r out.pcap -c 3
tcpdump -nn -e -v -r out.pcap -c 1
tcpdump -nn -q -r out.pcap -c 3
tcpdump -nn -t -X -r out.pcap -c 1 2>/dev/null | grep 0x00[234]
tcpdump -nn -T vxlan -r out.pcap
tcpdump -nn -T vxlan -e -r out.pcap 'udp port 8472' -c 1
tcpdump -nn -r out.pcap udp port 4789 | wc -l
tcpdump -nn -r out.pcap udp dst port 8472 | wc -l
tcpdump -nn -r out.pcap icmp
tcpdump -nn -r out.pcap host 10.1.0.2
tcpdump -nn -r out.pcap vxlan
tcpdump -nn -r out.pcap 'udp[12:4] >> 8 == 100' | wc -l
tcpdump -nn -r out.pcap 'udp port 4789 and udp[11:3] = 100'
tcpdump -nn -r out.pcap 'udp port 4789 and udp[12:4] = 0x6400' | wc -l
tcpdump -nn -r out.pcap 'udp port 4789 and udp[39] = 1' | wc -l
tcpdump -nn -r in.pcap
tcpdump -nn -e -r in.pcap
tcpdump -r out.pcap -c 1 2>&1 | sed 's/^[0-9:.]* //;s/\.[0-9]* >/.PORT >/'
tcpdump -nn -s 60 -r out.pcap -c 1 | tail -2
ip netns exec n1 tcpdump -i eth0 -c 1 -s 80 -w cut.pcap udp 2>/dev/null &
sleep 1
ip netns exec n1 ping -c 1 10.1.0.2 | tail -3 | head -1
wait
tcpdump -nn -r cut.pcap | tail -2
tcpdump -nn -v -r cut.pcap | tail -2
