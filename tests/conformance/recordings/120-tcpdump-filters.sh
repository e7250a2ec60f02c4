# the capture filter language
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n a addr add 10.0.7.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip -n b addr add 10.0.7.2/24 dev eth0
ip netns exec b tcpdump -i eth0 -w all.pcap 2> cap.txt &
sleep 1
ip netns exec a ping -c 1 10.0.0.2 > /dev/null
ip netns exec a ping -c 1 -s 500 10.0.7.2 > /dev/null
ip netns exec a bash -c 'echo hello > /dev/udp/10.0.0.2/5300'
ip netns exec a bash -c 'echo hello > /dev/udp/10.0.0.2/53001'
sleep 2; kill -INT %1; wait
for f in '' arp icmp ip udp tcp 'host 10.0.0.2' 'src host 10.0.0.1' 'dst 10.0.7.2' 'net 10.0.7.0/24' 'src net 10.0.0.0 mask 255.255.255.0' 'port 5300' 'udp port 5300' 'dst port 53001' 'src port 5300' 'portrange 5000-6000' 'ether host 02:00:00:00:00:0a' 'ether src 02:00:00:00:00:0b' 'ether broadcast' broadcast multicast 'ether proto 0x806' 'ip proto 1' 'proto 17' 'less 60' 'greater 500' 'len > 500' 'icmp[icmptype] == icmp-echo' 'icmp[0] = 0' 'ip[8] = 64' 'ip[9] == 17' 'icmp[icmptype] != 8 and icmp' 'arp[6:2] = 1' 'not arp' '! icmp' 'arp or icmp' 'icmp and host 10.0.7.2' '(arp or udp) and src 10.0.0.1' 'host 10.0.0.1 and not icmp' 'ether[12:2] = 0x0800' 'ip6' 'vlan' 'host 10.0.0.1 or 10.0.7.1 and icmp' 'icmp && src 10.0.0.2 || arp' 'ip host 10.0.0.2' 'arp host 10.0.7.2'; do echo "$f: $(tcpdump -nn -r all.pcap "$f" 2>/dev/null | wc -l)"; done
tcpdump -nn -t -r all.pcap udp
tcpdump -nn -t -r all.pcap 'icmp[icmptype] == icmp-unreach'
tcpdump -nn -t -v -r all.pcap udp and port 5300
tcpdump -r all.pcap nonsense
tcpdump -r all.pcap 'host'
tcpdump -r all.pcap 'host 10.0.0.300'
tcpdump -r all.pcap 'port x'
tcpdump -r all.pcap 'port 70000'
tcpdump -r all.pcap 'net 10.0.0.1/24'
tcpdump -r all.pcap 'arp and'
tcpdump -r all.pcap '(arp'
tcpdump -r all.pcap 'ether host 1.2.3.4'
tcpdump -r all.pcap 'tcp port 80 and arp'
echo icmp > filter.txt
tcpdump -nn -t -r all.pcap -F filter.txt -c 1
