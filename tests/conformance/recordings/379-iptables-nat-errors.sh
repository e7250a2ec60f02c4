# iptables: what the NAT targets refuse
iptables -A INPUT -m conntrack --ctdir orig
iptables -A INPUT -m conntrack --ctstate ''
iptables -A INPUT -m conntrack --ctstatus ''
iptables -A INPUT -m conntrack --ctstate new,rel
iptables -A INPUT -m addrtype --dst-type LOC,UNI
iptables -A INPUT -m addrtype --dst-type ''
iptables -A INPUT -m addrtype --dst-type LOCAL,
iptables -A INPUT -m connmark --mark
iptables -t nat -A PREROUTING -j DNAT
iptables -t nat -A PREROUTING -j DNAT --to
iptables -t nat -A PREROUTING -j DNAT --to foo
iptables -t nat -A PREROUTING -j DNAT --to 1.2.3.4:80
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:foo
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:http
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:0
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:70000
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:80-70
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:80-
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.9-1.2.3.4
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4-
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4-1.2.3.4:80-80
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4 --to 1.2.3.5
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4/24
iptables -t nat -A PREROUTING -p tcp -j DNAT ! --to 1.2.3.4
iptables -t nat -A PREROUTING -p icmp -j DNAT --to 1.2.3.4:5
iptables -t nat -A PREROUTING -j SNAT --to 1.2.3.4
iptables -t nat -A PREROUTING -j MASQUERADE
iptables -t nat -A POSTROUTING -j DNAT --to 1.2.3.4
iptables -t nat -A POSTROUTING -j SNAT
iptables -t nat -A POSTROUTING -j SNAT --to-source :80
iptables -t nat -A POSTROUTING -p udp -j SNAT --to-source :80
iptables -t nat -A POSTROUTING -p udp -j SNAT --to-source :80-90 --random-fully
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports foo
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 0
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 80-70
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 70000
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1:2
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports http
iptables -t nat -A POSTROUTING -j MASQUERADE --random --random-fully
iptables -t nat -A POSTROUTING -j REDIRECT
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports http
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports foo
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 80-81 --random
iptables -t nat -A PREROUTING -j REDIRECT --random
iptables -t nat -A PREROUTING -j REDIRECT --random-fully
iptables -t nat -S
iptables -t nat -L
ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to [::1]:80
ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to [::1
ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to [::1]
ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4
ip6tables -t nat -S
