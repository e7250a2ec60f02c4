# iptables: addresses, masks, networks by name, udp ports
iptables -A INPUT -p udp --dport nosuch
iptables -A INPUT -p udp --dport 70000
iptables -A INPUT -p udp --dport 90:80
iptables -A INPUT -p udp --dport 80:
iptables -A INPUT -p udp --dport :80
iptables -A INPUT -p udp --dport :
iptables -A INPUT -p udp ! --sport 0:65535
iptables -A INPUT -p udp --sport 0:65535
iptables -A INPUT -p udp --dport 5 --dport 6
iptables -A INPUT -p udp -m udp
iptables -A INPUT -p udp --dport domain:ntp
iptables -A INPUT -s 127.0.0.0/8
iptables -A INPUT -s 127.0.0.1
iptables -A INPUT -s localhost -d 169.254.0.0/16
iptables -A INPUT -s 0.0.0.0
iptables -A INPUT -s 0.0.0.0/0
iptables -A INPUT ! -s 0.0.0.0/0
iptables -A INPUT -s 255.255.255.255
iptables -A INPUT -s 10.0.0.0/0
iptables -A INPUT -s 10.1.2.3/8
iptables -A INPUT -s 10.1.2.3/255.0.0.0
iptables -A INPUT -s 10.1.2.3/32
iptables -A INPUT -s loopback
iptables -A INPUT -s 10.1.2.3,10.2.0.0/16
iptables -A INPUT -s 10.1.2.3,
iptables -A INPUT -s 1.1.1.1,1.1.1.1
iptables -S
iptables -L
iptables -L -n
