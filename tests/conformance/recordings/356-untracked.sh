# raw: NOTRACK, zones, and what the states say of it
for n in a r b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a type veth peer name ra netns r
ip link add eth0 netns b type veth peer name rb netns r
ip -n a addr add 10.1.0.2/24 dev eth0; ip -n r addr add 10.1.0.1/24 dev ra
ip -n r addr add 10.2.0.1/24 dev rb; ip -n b addr add 10.2.0.2/24 dev eth0
for d in a:eth0 r:ra r:rb b:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.2.0.1
R="ip netns exec r"
$R sysctl -q -w net.ipv4.ip_forward=1
sleep 2
ip netns exec a ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
$R iptables -t raw -A PREROUTING -p icmp -j NOTRACK
$R iptables -t raw -A PREROUTING -i ra -p udp -j CT --zone 5
$R iptables -t raw -A PREROUTING -i rb -p udp -j CT --zone 5
$R iptables -t raw -S
$R iptables -t raw -L -n
for s in NEW ESTABLISHED RELATED INVALID UNTRACKED; do $R iptables -A FORWARD -m conntrack --ctstate $s; done
$R iptables -A FORWARD -m state --state UNTRACKED
$R iptables -t nat -A POSTROUTING -o rb -j MASQUERADE
ip netns exec a ping -c 2 -i 0.2 -W 1 10.2.0.2 | tail -2 | head -1
$R iptables -nvL FORWARD
$R iptables -t nat -nvL POSTROUTING
$R conntrack -L
ip netns exec b timeout 3 nc -u -l 5000 > u.txt & sleep 0.3
echo zoned | ip netns exec a nc -u -w 1 -p 6000 10.2.0.2 5000
cat u.txt
$R conntrack -L
$R conntrack -L -w 5
$R conntrack -L --zone 6
$R conntrack -D -w 5
ip netns exec b nc -l 80 > t.txt & sleep 0.3
echo tcp | ip netns exec a nc -N -p 6001 10.2.0.2 80
cat t.txt
$R iptables -Z; $R conntrack -F
$R iptables -t raw -A PREROUTING -i rb -p tcp -j CT --notrack
ip netns exec b nc -l 80 > t.txt & sleep 0.3
echo tcp | ip netns exec a timeout 2 nc -N -w 1 -p 6002 10.2.0.2 80; echo $?
$R conntrack -L -p tcp
$R iptables -nvL FORWARD | sed 's/^ *[0-9]* *[0-9]* /N N /' | tail -n +2
kill $!
$R iptables -t raw -A PREROUTING -j CT --zone 70000
$R iptables -t raw -A PREROUTING -j CT
$R iptables -t raw -A INPUT -j ACCEPT
$R iptables -t filter -A FORWARD -j NOTRACK
$R iptables -t filter -A FORWARD -j CT --notrack
$R iptables -t raw -S
