# iptables -h, and the help of each match and target
iptables -h
ip6tables -h
iptables -m tcp -h | tail -n +67
iptables -m udp -h | tail -n +67
iptables -m icmp -h | tail -n +67
iptables -m multiport -h | tail -n +67
iptables -m comment -h | tail -n +67
iptables -m state -h | tail -n +67
iptables -m conntrack -h | tail -n +67
iptables -m addrtype -h | tail -n +67
iptables -m mark -h | tail -n +67
iptables -m connmark -h | tail -n +67
iptables -m limit -h | tail -n +67
iptables -m hashlimit -h | tail -n +67
iptables -m recent -h | tail -n +67
iptables -m statistic -h | tail -n +67
iptables -m iprange -h | tail -n +67
iptables -m mac -h | tail -n +67
iptables -m owner -h | tail -n +67
iptables -m physdev -h | tail -n +67
iptables -m pkttype -h | tail -n +67
iptables -m length -h | tail -n +67
iptables -m ttl -h | tail -n +67
iptables -m tos -h | tail -n +67
iptables -m dscp -h | tail -n +67
iptables -m tcpmss -h | tail -n +67
iptables -m rpfilter -h | tail -n +67
iptables -m set -h | tail -n +67
iptables -j REJECT -h | tail -n +67
iptables -j LOG -h | tail -n +67
iptables -j DNAT -h | tail -n +67
iptables -j SNAT -h | tail -n +67
iptables -j MASQUERADE -h | tail -n +67
iptables -j REDIRECT -h | tail -n +67
iptables -j MARK -h | tail -n +67
iptables -j CONNMARK -h | tail -n +67
iptables -j TCPMSS -h | tail -n +67
iptables -j CT -h | tail -n +67
iptables -j NOTRACK -h | tail -n +67
iptables -j TRACE -h | tail -n +67
iptables -j TTL -h | tail -n +67
iptables -j TOS -h | tail -n +67
iptables -j SET -h | tail -n +67
iptables -j ACCEPT -h | tail -n +67
iptables -p icmp -h | tail -n +67
iptables -p tcp --help | tail -n +67
iptables -m limit -j LOG -m mark -h | tail -n +67
ip6tables -m icmp6 -h | tail -n +66
ip6tables -m hl -h | tail -n +66
ip6tables -m tcp -h | tail -n +66
ip6tables -m conntrack -h | tail -n +66
ip6tables -j REJECT -h | tail -n +66
ip6tables -j HL -h | tail -n +66
ip6tables -j TCPMSS -h | tail -n +66
ip6tables -p icmpv6 -h | tail -n +66
iptables -m nonsense -h
iptables-nft -V
ip6tables-nft -V
iptables-nft -S
iptables-nft-save
