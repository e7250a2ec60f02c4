# iptables: LOG's levels, TOS, HL, conntrack's addresses
for l in 0 1 2 3 4 5 6 7; do iptables -A INPUT -j LOG --log-level $l; done
for l in alert crit debug emerg error info notice panic warning warn; do iptables -A INPUT -j LOG --log-level $l; done
for l in al cri d e i n p w EMERG; do iptables -A INPUT -j LOG --log-level $l; done
iptables -L INPUT
iptables -S INPUT
iptables -t mangle -A FORWARD -p tcp -j TCPMSS --clamp-mss-to-pmtu
iptables -t mangle -A FORWARD -j TOS --xor-tos 4
iptables -t mangle -A FORWARD -j TOS --set-tos 0
iptables -t mangle -A FORWARD -j TOS --and-tos 0xff
iptables -t mangle -A FORWARD -j TOS --set-tos 4/4
iptables -t mangle -F
ip6tables -t mangle -A FORWARD -j HL --hl-set 5
ip6tables -t mangle -A FORWARD -j HL --hl-inc 5
ip6tables -A FORWARD -m hl --hl-lt 5
ip6tables -A FORWARD -m hl ! --hl-eq 5
ip6tables -A FORWARD -m hl --hl-gt 5
ip6tables -A FORWARD -m hl --hl 5
ip6tables -A FORWARD -m hl
ip6tables -A FORWARD -m ttl --ttl 5
ip6tables -t mangle -S FORWARD
ip6tables -t mangle -L FORWARD
ip6tables -S FORWARD
ip6tables -L FORWARD
iptables -A INPUT -m conntrack --ctorigsrc 10.1.1.1/255.255.255.0
iptables -A INPUT -m conntrack --ctorigsrc localhost
iptables -A INPUT -m conntrack --ctorigsrc 10.1.1.1/33
iptables -A INPUT -m conntrack --ctorigsrc 10.1.1
iptables -A INPUT -m conntrack --ctorigsrcport http
iptables -A INPUT -m conntrack --ctorigsrcport foo
iptables -S INPUT
iptables -L INPUT
