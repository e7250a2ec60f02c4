# nft list: ip6tables' rules, both families
ip6tables -A INPUT -p tcp --dport 80 -s fe80::/10 -d 2001:db8::1 -j ACCEPT
ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-request -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp --icmpv6-type 1/3 -j ACCEPT
ip6tables -A INPUT -p icmpv6 -m icmp6 ! --icmpv6-type neighbour-solicitation -j ACCEPT
ip6tables -A INPUT -p icmpv6 -j REJECT
ip6tables -A INPUT -p tcp -j REJECT --reject-with tcp-reset
ip6tables -A INPUT -p icmp -j ACCEPT
ip6tables -A INPUT -j REJECT --reject-with icmp-port-unreachable
ip6tables -A INPUT -m hl --hl-eq 255 -j ACCEPT
ip6tables -A INPUT -m conntrack --ctstate NEW --ctorigsrc fe80::/64 -j ACCEPT
ip6tables -A INPUT -m iprange --src-range fe80::1-fe80::5 -j ACCEPT
ip6tables -A INPUT ! -s fe80::1 -i eth0 -j ACCEPT
ip6tables -A INPUT -s ::1/ffff:: -i eth0 -j ACCEPT
ip6tables -A INPUT -m recent --name x --set
ip6tables -A INPUT -m addrtype --dst-type LOCAL
ip6tables -A INPUT -f -j ACCEPT
ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to-destination [fd00::1]:80
ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to-destination fd00::1
ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to-destination [fd00::1-fd00::5]:80-90
ip6tables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 80
ip6tables -t nat -A POSTROUTING -j MASQUERADE
ip6tables -t nat -A POSTROUTING -p tcp -j SNAT --to-source [fd00::1]:80
ip6tables -A INPUT -s 1.2.3.4 -j ACCEPT
ip6tables -A INPUT -s host.invalid -j ACCEPT
ip6tables -4 -A INPUT
ip6tables -A INPUT -p esp -j DROP
ip6tables -A INPUT -p ah -j DROP
ip6tables -A INPUT -p 0 -j DROP
ip6tables -A INPUT -p all -j DROP
ip6tables -A INPUT -p ipv6-route -j DROP
ip6tables -A INPUT -p udp -m udp --dport 53
ip6tables -A INPUT -m tos --tos 0x10
ip6tables -v -A INPUT -s fe80::1 -j ACCEPT
ip6tables -A FOO -j ACCEPT
ip6tables -A INPUT -p icmpv6 --icmpv6-type 1
ip6tables -A INPUT -p icmpv6 --icmpv6-type 2
ip6tables -A INPUT -p icmpv6 --icmpv6-type 3
ip6tables -A INPUT -p icmpv6 --icmpv6-type 4
ip6tables -A INPUT -p icmpv6 --icmpv6-type 129
ip6tables -A INPUT -p icmpv6 --icmpv6-type 133
ip6tables -A INPUT -p icmpv6 --icmpv6-type 134
ip6tables -A INPUT -p icmpv6 --icmpv6-type 136
ip6tables -A INPUT -p icmpv6 --icmpv6-type 137
ip6tables -A INPUT -p icmpv6 --icmpv6-type 140
iptables -A INPUT -j ACCEPT
nft list ruleset
nft list ruleset ip
nft list tables
nft list table ip6 nat
nft list table filter
nft list tables ip6
ip6tables -t mangle -v -F
nft list chains
