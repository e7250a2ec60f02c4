# a stateful firewall between two networks: each way to refuse, as every client sees it
for n in a r b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a type veth peer name ra netns r
ip link add eth0 netns b type veth peer name rb netns r
ip -n a addr add 10.1.0.2/24 dev eth0
ip -n r addr add 10.1.0.1/24 dev ra
ip -n r addr add 10.2.0.1/24 dev rb
ip -n b addr add 10.2.0.2/24 dev eth0
for d in a:eth0 r:ra r:rb b:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n a route add default via 10.1.0.1
ip -n b route add default via 10.2.0.1
ip netns exec r sysctl -q -w net.ipv4.ip_forward=1
mkdir www; echo hello > www/index.html
for p in 80 81 82 83 84; do ip netns exec b busybox httpd -p $p -h www; done
sleep 2
ip netns exec a ping -c 1 10.2.0.2 | tail -2 | head -1
R="ip netns exec r iptables"
$R -P FORWARD DROP
$R -N FW
$R -A FORWARD -m conntrack --ctstate INVALID -j DROP
$R -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$R -A FORWARD -i ra -m conntrack --ctstate NEW -j FW
$R -A FW -p tcp -m multiport --dports 80,8080:8090 -m comment --comment "web is fine" -j ACCEPT
$R -A FW -p tcp --dport 81 -j REJECT --reject-with tcp-reset
$R -A FW -p tcp --dport 82 -j REJECT
$R -A FW -p tcp --dport 83 -j REJECT --reject-with icmp-admin-prohibited
$R -A FW -p tcp --dport 84 -j REJECT --reject-with icmp-host-unreachable
$R -A FW -p udp --dport 53 -j REJECT --reject-with icmp-port-unreachable
$R -A FW -p icmp -m icmp --icmp-type echo-request -m limit --limit 2/min --limit-burst 2 -j ACCEPT
$R -A FW -p icmp -j REJECT --reject-with icmp-net-prohibited
$R -S
ip netns exec a curl -s -m 2 http://10.2.0.2/
ip netns exec a curl -sS -m 2 http://10.2.0.2:81/
ip netns exec a curl -sS -m 2 http://10.2.0.2:82/
sleep 1.2
ip netns exec a curl -sS -m 2 http://10.2.0.2:83/
sleep 1.2
ip netns exec a curl -sS -m 2 http://10.2.0.2:84/
ip netns exec a curl -s -m 1 http://10.2.0.2:90/
sleep 1.2
ip netns exec a nc -zv -w 1 10.2.0.2 80
ip netns exec a nc -zv -w 1 10.2.0.2 81
ip netns exec a nc -zv -w 1 10.2.0.2 82
sleep 1.2
ip netns exec a nc -zv -w 1 10.2.0.2 83
sleep 1.2
ip netns exec a nc -zv -w 1 10.2.0.2 84
ip netns exec a nc -zv -w 1 10.2.0.2 99
sleep 1.2
ip netns exec a ping -c 4 -i 0.3 -W 1 10.2.0.2
sleep 1.2
ip netns exec a ping -q -c 2 -i 1.1 -W 1 10.2.0.2
sleep 1.2
ip netns exec a traceroute -n -q 1 -w 1 -m 3 10.2.0.2
sleep 1.2
ip netns exec a traceroute -n -q 1 -w 1 -m 3 -I 10.2.0.2
sleep 1.2
ip netns exec a traceroute -n -q 1 -w 1 -m 3 -T -p 80 10.2.0.2
sleep 1.2
ip netns exec a traceroute -n -q 1 -w 1 -m 3 -T -p 82 10.2.0.2
ip netns exec b ping -c 1 -W 1 10.1.0.2
ip netns exec b nc -zv -w 1 10.1.0.2 80
$R -nvL FW --line-numbers | sed 's/ *[0-9]* *[0-9]* / N N /'
$R -D FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
ip netns exec a curl -s -m 1 http://10.2.0.2/
$R -C FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
echo $?
$R -I FORWARD 2 -m state --state ESTABLISHED,RELATED -j ACCEPT
$R -C FORWARD -m state --state RELATED,ESTABLISHED -j ACCEPT; echo $?
$R -S FORWARD
ip netns exec a curl -s -m 2 http://10.2.0.2/
$R -X FW
$R -F FW
$R -X FW
$R -D FORWARD 4
$R -X FW
$R -S
