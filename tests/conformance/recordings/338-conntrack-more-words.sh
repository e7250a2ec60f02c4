# conntrack: output into pipes, packets that wait for a neighbour, protocols by number, sysctls of a namespace
ip netns add a
ip link add va netns a type veth peer name ha
ip link set ha up; ip addr add 10.1.0.1/24 dev ha
ip -n a addr add 10.1.0.2/24 dev va; ip -n a link set va up; ip -n a link set lo up
iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
(echo hi | nc -l -N 10.1.0.1 80) & sleep 0.3
ip netns exec a nc -N 10.1.0.1 80 </dev/null
ip netns exec a ping -c 1 10.1.0.1 | head -2 | sed 's/time=.*//'
conntrack -L -p icmp 2>&1 | cut -c 1-20
conntrack -L 2>&1 | cut -c 1-10 | sort
conntrack -L -p icmp -o extended 2>&1 | cut -c 1-20
conntrack -L -p icmp -o xml 2>&1 | cut -c 1-30
conntrack -U -p icmp -m 3 2>&1 | cut -c 1-60
conntrack -D -p icmp 2>&1 | cut -c 1-20
conntrack -D -p icmp 2>&1 | cut -c 1-60
conntrack -F 2>&1 | cut -c 1-70
conntrack -I -p tcp -s 1.1.1.1 -d 2.2.2.2 --sport 1 --dport 2 --state SYN_SENT -t 100 2>&1 | cat
conntrack -G -p tcp -s 1.1.1.1 -d 2.2.2.2 --sport 1 --dport 2 2>&1 | cat
conntrack -D -s 1.1.1.1 2>&1 | cat
ping -c 1 -W 1 10.1.0.77 >/dev/null; conntrack -L
ping -c 3 -i 0.2 -W 1 10.1.0.78 >/dev/null; conntrack -L -d 10.1.0.78
echo x > /dev/udp/10.1.0.79/53; conntrack -L -p udp
sleep 3; conntrack -L -p udp
conntrack -F
conntrack -L -p 99
conntrack -L -p 300
conntrack -L -p 1x
conntrack -I -p 99 -s 1.1.1.1 -d 2.2.2.2 -t 60
conntrack -I -p gre -s 1.1.1.1 -d 2.2.2.2 -t 60
conntrack -I -p sctp -s 1.1.1.1 -d 2.2.2.2 --sport 1 --dport 2 -t 60
conntrack -I -p dccp -s 1.1.1.1 -d 2.2.2.2 --sport 1 --dport 2 -t 60
conntrack -L
conntrack -E -p udp > ev & sleep 0.2; conntrack -I -p udp -s 1.1.1.1 -d 2.2.2.2 --sport 5 --dport 6 -t 60; conntrack -U -p udp -s 1.1.1.1 --sport 5 -m 3; conntrack -D -p udp; sleep 0.2; kill -INT $!; wait; cat ev
ip netns exec a sysctl -w net.netfilter.nf_conntrack_max=3
ip netns exec a sysctl -w net.netfilter.nf_conntrack_buckets=1000
ip netns exec a ls -l /proc/sys/net/netfilter/nf_conntrack_max | cut -c 1-10
sysctl -w net.netfilter.nf_conntrack_count=5
for v in acct timestamp checksum tcp_loose tcp_be_liberal tcp_ignore_invalid_rst; do sysctl -w net.netfilter.nf_conntrack_$v=2; sysctl -w net.netfilter.nf_conntrack_$v=-1; sysctl -w net.netfilter.nf_conntrack_$v=x;  done
sysctl -w net.netfilter.nf_conntrack_events=3
sysctl -w net.netfilter.nf_conntrack_log_invalid=255
sysctl -w net.netfilter.nf_conntrack_log_invalid=256
sysctl -w net.netfilter.nf_conntrack_tcp_max_retrans=256
sysctl -w net.netfilter.nf_conntrack_generic_timeout=99999999999
sysctl -w net.netfilter.nf_conntrack_udp_timeout=77
sysctl net.netfilter.nf_conntrack_udp_timeout
sysctl -w net.ipv4.tcp_available_congestion_control=x
sysctl -w net.ipv4.conf.all.mc_forwarding=1
