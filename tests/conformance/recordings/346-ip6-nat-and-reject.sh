# ip6tables: NAT66, each REJECT, ICMPv6 types, states
for n in a r b; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0; done
ip link add eth0 netns a type veth peer name ra netns r
ip link add eth0 netns b type veth peer name rb netns r
ip -n a addr add fd01::2/64 dev eth0 nodad
ip -n r addr add fd01::1/64 dev ra nodad
ip -n r addr add fd02::1/64 dev rb nodad
ip -n b addr add fd02::2/64 dev eth0 nodad
for d in a:eth0 r:ra r:rb b:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip -n a -6 route add default via fd01::1
R="ip netns exec r"
$R sysctl -q -w net.ipv6.conf.all.forwarding=1
sleep 3
ip netns exec a ping -c 1 -W 1 fd02::2 | tail -2 | head -1
$R ip6tables -t nat -A POSTROUTING -o rb -j MASQUERADE
$R ip6tables -t nat -A PREROUTING -i rb -p tcp --dport 8080 -j DNAT --to-destination [fd01::2]:80
$R ip6tables -t nat -A PREROUTING -i ra -d fd99::1 -j DNAT --to-destination fd02::2
$R ip6tables -t nat -S
ip netns exec a ping -c 1 -W 1 fd02::2 | head -2
ip netns exec a ping -c 1 -W 1 fd99::1 | head -2
mkdir w; echo six > w/index.html
ip netns exec a busybox httpd -p '[::]:80' -h w
ip netns exec b busybox httpd -p '[::]:80' -h w
ip netns exec b curl -g -s -m 2 'http://[fd02::1]:8080/'
ip netns exec a curl -g -s -m 2 'http://[fd99::1]/'
$R conntrack -L -f ipv6 -p tcp 2>&1 | sed "s/sport=[0-9]* /sport=N /g; s/dport=[0-9][0-9]*\( [[s]\)/dport=N\1/g" | sort
$R conntrack -L -f ipv6 -p tcp --dst-nat 2>&1 | sed "s/sport=[0-9]* /sport=N /g; s/dport=[0-9][0-9]*\( [[s]\)/dport=N\1/g" | sort
$R conntrack -L -p tcp 2>&1 | sed "s/sport=[0-9]* /sport=N /g; s/dport=[0-9][0-9]*\( [[s]\)/dport=N\1/g" | sort
$R conntrack -C
$R ip6tables -A FORWARD -p tcp --dport 81 -j REJECT --reject-with tcp-reset
$R ip6tables -A FORWARD -p tcp --dport 82 -j REJECT
$R ip6tables -A FORWARD -p tcp --dport 83 -j REJECT --reject-with icmp6-adm-prohibited
$R ip6tables -A FORWARD -p tcp --dport 84 -j REJECT --reject-with icmp6-no-route
$R ip6tables -A FORWARD -p tcp --dport 85 -j REJECT --reject-with icmp6-policy-fail
$R ip6tables -A FORWARD -p tcp --dport 86 -j REJECT --reject-with icmp6-addr-unreachable
$R ip6tables -A FORWARD -p tcp --dport 87 -j REJECT --reject-with icmp6-reject-route
$R ip6tables -A FORWARD -p tcp --dport 88 -j REJECT --reject-with icmp-port-unreachable
for p in 81; do ip netns exec a nc -zv -w 1 fd02::2 $p; done
$R ip6tables -A FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type echo-request -j REJECT --reject-with icmp6-adm-prohibited
sleep 1.2
ip netns exec a ping -c 1 -W 1 fd02::2
$R ip6tables -S FORWARD
$R ip6tables -nvL FORWARD | tail -n +3
$R ip6tables -F FORWARD
$R ip6tables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
$R ip6tables -A FORWARD -i ra -p icmpv6 -j ACCEPT
$R ip6tables -P FORWARD DROP
sleep 1.2
ip netns exec a ping -c 1 -W 1 fd02::2 | tail -2 | head -1
ip netns exec b ping -c 1 -W 1 fd01::2 | tail -2 | head -1
ip netns exec a nc -zv -w 1 fd02::2 80
$R ip6tables -nvL FORWARD | tail -n +3
$R ip6tables -A FORWARD -p icmp -j ACCEPT
$R ip6tables -A FORWARD -s 10.0.0.1 -j ACCEPT
$R ip6tables -A FORWARD -p icmpv6 --icmpv6-type bogus
$R ip6tables -A FORWARD -p icmpv6 --icmpv6-type 1/3 -j ACCEPT
$R ip6tables -A FORWARD -d fd00::/7 -j ACCEPT
$R ip6tables -A FORWARD ! -s fd01::5 -j ACCEPT
$R ip6tables -S FORWARD
$R nft list table ip6 filter
$R nft list table ip6 nat
