# mangle as tcpdump sees it: TCPMSS, TTL, TOS, DSCP, MARK, CLASSIFY; fragments behind conntrack
for n in a r b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a type veth peer name ra netns r
ip link add eth0 netns b type veth peer name rb netns r
ip -n a addr add 10.1.0.2/24 dev eth0; ip -n r addr add 10.1.0.1/24 dev ra
ip -n r addr add 10.2.0.1/24 dev rb; ip -n b addr add 10.2.0.2/24 dev eth0
for d in a:eth0 r:ra r:rb b:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.2.0.1
R="ip netns exec r"
$R sysctl -q -w net.ipv4.ip_forward=1
ip -n r link set rb mtu 1300; ip -n b link set eth0 mtu 1300
sleep 2
ip netns exec a ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
dump() { ip netns exec b timeout 6 tcpdump -i eth0 -nn -c $1 "$2" > cap.txt 2>/dev/null & sleep 2; }
dump 2 'tcp[tcpflags] & tcp-syn != 0'
sleep 0.5; ip netns exec a nc -z -w 1 10.2.0.2 80; sleep 0.5
sleep 1; grep -o 'Flags \[S\].*mss [0-9]*' cap.txt | sed 's/seq [0-9]*/seq N/; s/win [0-9]*/win W/'
$R iptables -t mangle -A FORWARD -o rb -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
dump 1 'tcp[tcpflags] & tcp-syn != 0'
sleep 0.5; ip netns exec a nc -z -w 1 10.2.0.2 80; sleep 0.5
sleep 1; grep -o 'Flags \[S\].*mss [0-9]*' cap.txt | sed 's/seq [0-9]*/seq N/; s/win [0-9]*/win W/'
$R iptables -t mangle -R FORWARD 1 -o rb -p tcp -m tcp --syn -m tcpmss --mss 1000:2000 -j TCPMSS --set-mss 700
dump 1 'tcp[tcpflags] & tcp-syn != 0'
sleep 0.5; ip netns exec a nc -z -w 1 10.2.0.2 80; sleep 0.5
sleep 1; grep -o 'Flags \[S\].*mss [0-9]*' cap.txt | sed 's/seq [0-9]*/seq N/; s/win [0-9]*/win W/'
$R iptables -t mangle -nvL FORWARD
$R iptables -t mangle -A FORWARD -p icmp -j TOS --set-tos Minimize-Delay
$R iptables -t mangle -A PREROUTING -p icmp -j TTL --ttl-set 33
$R iptables -t mangle -A POSTROUTING -p icmp -m ttl --ttl-lt 40 -j DSCP --set-dscp-class EF
ip netns exec b timeout 4 tcpdump -i eth0 -nn -v -c 1 'icmp[0] == 8' > cap.txt 2>/dev/null & sleep 2
ip netns exec a ping -c 1 -W 1 10.2.0.2 | head -2
sleep 1; grep -o 'tos.*ttl [0-9]*' cap.txt
$R iptables -t mangle -A PREROUTING -i ra -p icmp -j TTL --ttl-dec 40
sleep 1.2
ip netns exec a ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
$R iptables -t mangle -F
$R iptables -t mangle -A PREROUTING -i ra -p icmp -j TTL --ttl-set 1
ip netns exec a ping -c 1 -W 1 10.2.0.2
$R iptables -t mangle -F; $R iptables -t mangle -S
$R iptables -A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
$R iptables -A FORWARD -f -j DROP
$R iptables -P FORWARD DROP
dump 3 'icmp or ip[6:2] & 0x1fff != 0'
ip netns exec a ping -c 1 -s 2000 -W 1 10.2.0.2 | tail -2 | head -1
sleep 1; sed 's/^[0-9:.]* //; s/id [0-9]*,/id N,/' cap.txt
$R iptables -nvL FORWARD
sleep 1.2
ip netns exec a ping -c 1 -s 1400 -M do -W 1 10.2.0.2
ip netns exec a ip route get 10.2.0.2
ip netns exec a ping -c 1 -s 1400 -M do -W 1 10.2.0.2
$R conntrack -L
$R nstat -az IpReasmReqds IpReasmOKs IpFragOKs IpFragCreates IpFragFails | tail -5
$R iptables -D FORWARD 1
ip netns exec a ping -c 1 -s 1400 -W 1 10.2.0.2 | tail -2 | head -1
$R iptables -nvL FORWARD
