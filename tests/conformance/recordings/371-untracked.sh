# what is not tracked: NOTRACK, INVALID, zones; timeouts and limits by sysctl
ip link set lo up
iptables -A INPUT -m conntrack --ctstate NEW
iptables -A INPUT -m conntrack --ctstate ESTABLISHED
iptables -A INPUT -m conntrack --ctstate UNTRACKED
iptables -A INPUT -m conntrack --ctstate INVALID
ping -c 2 -i 0.2 -W 1 127.0.0.1
conntrack -L
iptables -L INPUT -n -v
iptables -t raw -A OUTPUT -d 127.0.0.2 -j CT --notrack
iptables -t raw -A OUTPUT -d 127.0.0.3 -j NOTRACK
iptables -Z
ping -c 1 -W 1 127.0.0.2
ping -c 1 -W 1 127.0.0.3
iptables -L INPUT -n -v
iptables -t raw -S
conntrack -F
iptables -t raw -F
iptables -t raw -A OUTPUT -d 127.0.0.4 -j CT --zone 7
iptables -t raw -A PREROUTING -d 127.0.0.4 -j CT --zone 7
ping -c 1 -W 1 127.0.0.4
conntrack -L -p icmp
conntrack -L --zone 7
sysctl -w net.netfilter.nf_conntrack_icmp_timeout=5
conntrack -F
iptables -t raw -F
ping -c 1 -W 1 127.0.0.1
conntrack -L
sleep 6
conntrack -L
sysctl -w net.netfilter.nf_conntrack_acct=1
ping -c 3 -i 0.2 -W 1 127.0.0.1 > /dev/null
conntrack -L -o extended
sysctl net.netfilter.nf_conntrack_count
sysctl -w net.netfilter.nf_conntrack_udp_timeout=x
cat /proc/net/nf_conntrack
head -1 /proc/net/stat/nf_conntrack
iptables -F
iptables -X
conntrack -F
ping -c 1 -W 1 127.0.0.1 > /dev/null
conntrack -L
sysctl -a 2>/dev/null | grep net.netfilter | grep -v buckets | grep -v max
