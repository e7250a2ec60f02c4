# timeouts, states and sysctls of connection tracking
for n in a r b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a type veth peer name ra netns r
ip link add eth0 netns b type veth peer name rb netns r
ip -n a addr add 10.1.0.2/24 dev eth0; ip -n r addr add 10.1.0.1/24 dev ra
ip -n r addr add 10.2.0.1/24 dev rb; ip -n b addr add 10.2.0.2/24 dev eth0
for d in a:eth0 r:ra r:rb b:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.2.0.1
R="ip netns exec r"
$R sysctl -q -w net.ipv4.ip_forward=1
$R conntrack -L
$R sysctl net.netfilter.nf_conntrack_count
$R iptables -A FORWARD -m conntrack --ctstate NEW
sleep 2
$R sysctl -a 2>/dev/null | grep 'nf_conntrack_.*timeout'
$R sysctl net.netfilter.nf_conntrack_acct net.netfilter.nf_conntrack_events net.netfilter.nf_conntrack_tcp_loose net.netfilter.nf_conntrack_tcp_be_liberal
$R sysctl -w net.netfilter.nf_conntrack_icmp_timeout=2 net.netfilter.nf_conntrack_udp_timeout=3 net.netfilter.nf_conntrack_tcp_timeout_time_wait=4 net.netfilter.nf_conntrack_acct=1
ip netns exec a ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
$R conntrack -L -p icmp
sleep 3
$R conntrack -L -p icmp
$R cat /proc/net/nf_conntrack
ip netns exec b nc -l 80 > /dev/null & sleep 0.3
ip netns exec a sh -c 'sleep 2 | nc -N -p 41000 10.2.0.2 80' & sleep 0.7
$R conntrack -L -p tcp --state ESTABLISHED
$R cat /proc/net/nf_conntrack
wait %2
sleep 0.3
$R conntrack -L -p tcp --state TIME_WAIT | sed "s/packets=[0-9]* bytes=[0-9]* //g"
sleep 5
$R conntrack -L -p tcp
ip netns exec a nc -z -w 1 -p 41001 10.2.0.2 81; echo $?
$R conntrack -L -p tcp
ip netns exec b ip route del default
ip netns exec a nc -z -w 1 -p 41002 10.2.0.2 80
$R conntrack -L -p tcp --state SYN_SENT
$R conntrack -L -p tcp --state SYN_RECV
ip netns exec b ip route add default via 10.2.0.1
ip netns exec a sh -c 'echo x | nc -u -w 1 -p 41003 10.2.0.2 5353' ; $R conntrack -L -p udp
sleep 1
ip netns exec b timeout 4 nc -u -l 5300 > /dev/null & sleep 0.3
ip netns exec a sh -c '(echo 1; sleep 0.5; echo 2; sleep 0.5; echo 3) | nc -u -w 2 -p 41004 10.2.0.2 5300'
$R conntrack -L -p udp --orig-port-src 41004
$R conntrack -S | sed 's/found=.*//' | sort -u | head -1
$R sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=-1
$R sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=99999999999
$R sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=x
$R sysctl net.netfilter.nf_conntrack_tcp_timeout_established
$R sysctl -w net.netfilter.nf_conntrack_count=3
$R sysctl -w net.netfilter.nf_conntrack_max=10
$R conntrack -L -p tcp --state FOO
$R conntrack -L -p udp --state ESTABLISHED
$R conntrack -L -p foo
$R conntrack -L -s 10.1.0.300
$R conntrack -L -d 10.3.0.0/24 -p udp
sleep 3
$R conntrack -D -s 10.1.0.0/24
$R conntrack -D
$R conntrack -L -o xml -p tcp
$R conntrack -L -o id,extended -p tcp
$R conntrack -L --foo
$R conntrack -Q
$R conntrack
