# tcpdump: ARP and ICMP in every output form
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec b tcpdump -i eth0 -w all.pcap 2> cap.txt &
sleep 1
ip netns exec a ping -c 1 10.0.0.2 > /dev/null
ip netns exec a ping -c 1 -s 4 10.0.0.2 > /dev/null
ip netns exec a ping -c 1 -W 1 10.0.0.9 > /dev/null
ip netns exec a ping -c 1 -s 3000 10.0.0.2 > /dev/null
sleep 2; kill -INT %1; wait
cat cap.txt
tcpdump -r all.pcap
tcpdump -nn -r all.pcap
tcpdump -nn -e -r all.pcap -c 4
tcpdump -nn -v -r all.pcap -c 4
tcpdump -nn -vv -r all.pcap icmp
tcpdump -nn -q -r all.pcap -c 4
tcpdump -nn -t -r all.pcap -c 2
tcpdump -nn -tttt -r all.pcap -c 1
tcpdump -nn -x -r all.pcap -c 1
tcpdump -nn -xx -r all.pcap -c 1
tcpdump -nn -X -t -r all.pcap -c 1 arp
tcpdump -nn -XX -t -r all.pcap -c 1 arp
tcpdump -nn -A -t -r all.pcap -c 1 arp
tcpdump -nn -t -S -# -r all.pcap -c 2
tcpdump -nn --number -t -r all.pcap icmp
tcpdump -nn -t -e -v -r all.pcap icmp
tcpdump -nn -t -r all.pcap -w arp.pcap arp
tcpdump -nn -t -r arp.pcap
tcpdump -r nope.pcap
tcpdump -r cap.txt
tcpdump -c x -r all.pcap
tcpdump -Z
ls -l all.pcap | cut -d' ' -f1
ip netns exec b timeout 1 tcpdump -i any -nn -c 2 > any.txt 2>&1 &
sleep 0.3
ip netns exec a ping -c 1 10.0.0.2 > /dev/null
wait
cat any.txt
ip netns exec b tcpdump -D
ip netns exec b tcpdump -i eth0 -c 1 --count arp < /dev/null & sleep 0.5; kill -INT %1; wait
ip netns exec b timeout -s INT 1 tcpdump -i eth0 -nn
ip -n b link set eth0 down
ip netns exec b timeout -s INT 1 tcpdump -i eth0 -nn
