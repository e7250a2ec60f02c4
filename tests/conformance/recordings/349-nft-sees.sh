# nft beside iptables: what iptables-nft made, with counters, and what nft can delete
iptables -A INPUT -p tcp -m multiport --dports 22,80 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A INPUT -s 10.0.0.0/8 ! -i eth0 -p udp --sport 53 -j DROP
iptables -A INPUT -p icmp --icmp-type echo-request -m limit --limit 5/min -j ACCEPT
iptables -A FORWARD -m mark --mark 0x1/0xff -j MARK --set-mark 7
iptables -N LOGDROP
iptables -A LOGDROP -j LOG --log-prefix "drop: " --log-level 4
iptables -A LOGDROP -j DROP
iptables -A FORWARD -m comment --comment "see LOGDROP" -g LOGDROP
iptables -t nat -A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 80
iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE
iptables -t nat -A POSTROUTING -s 10.1.0.0/16 ! -d 10.0.0.0/8 -j SNAT --to-source 192.0.2.1
iptables -t nat -A OUTPUT -d 10.96.0.1/32 -p tcp --dport 443 -j DNAT --to-destination 10.0.0.5:6443
iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
iptables -t raw -A PREROUTING -p udp --dport 53 -j NOTRACK
ip6tables -A INPUT -p ipv6-icmp -j ACCEPT
ip6tables -A INPUT -s fe80::/10 -p tcp --dport 179 -j REJECT --reject-with tcp-reset
nft list tables
nft list ruleset
nft list table filter
nft list table ip filter | head -8
nft list chain ip filter LOGDROP
nft list chain filter NOPE
nft list table nope
nft list chains
nft -a list chain ip filter INPUT
nft -n list chain ip nat PREROUTING
nft -s list chain ip filter FORWARD
nft list ruleset ip6
nft delete chain ip filter LOGDROP
nft flush chain ip filter FORWARD
nft delete chain ip filter LOGDROP
iptables -S
nft flush chain ip filter LOGDROP
nft delete chain ip filter LOGDROP
nft delete rule ip filter INPUT handle 99
nft delete rule ip filter INPUT
nft delete table ip raw
nft flush table ip nat
iptables -t nat -S
nft flush ruleset
iptables-save
nft list ruleset
nft
nft bogus
nft list
nft --version
