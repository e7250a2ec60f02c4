# iptables -v, chains that refer to one another, and the order of user chains
iptables -v -A INPUT -s 1.2.3.4 -p tcp --dport 80 -j ACCEPT
iptables -v -D INPUT -s 1.2.3.4 -p tcp --dport 80 -j ACCEPT
iptables -v -C INPUT -j ACCEPT
iptables -v -A INPUT ! -s 1.2.3.4/8 ! -i eth0 ! -p tcp -j DROP
iptables -v -C INPUT ! -s 1.2.3.4/8 ! -i eth0 ! -p tcp -j DROP
iptables -v -D INPUT 1
iptables -v -N a
iptables -v -A INPUT -g a
iptables -v -I INPUT -m comment --comment foo -f -j LOG
iptables -v -I INPUT -s 1.1.1.1,2.2.2.2 -d 3.3.3.3,4.4.4.4 -j DROP
iptables -v -R INPUT 1 -s 5.5.5.5 -j DROP
iptables -v -A INPUT
iptables -vS
iptables -vL
iptables -vL a
iptables -vS a
iptables -v -Z a
iptables -v -Z
iptables -v -F a
iptables -v -F
iptables -v -X
iptables -v -P INPUT DROP
iptables -X INPUT
iptables -v -X
iptables -v -N foo
iptables -v -E foo bar
iptables -v -X bar
iptables -P INPUT ACCEPT
iptables -N z
iptables -N A
iptables -N b
iptables -N _x
iptables -N 9
iptables -A z -j A
iptables -A A -j b
iptables -S
iptables -nL
iptables -X
iptables -X A
iptables -A b -j z
iptables -A INPUT -j z
iptables -A z -j z
iptables -A 9 -j 9
iptables -A FORWARD -j 9
iptables -A z -j INPUT
iptables -E z INPUT
iptables -E z 9
iptables -E z zz
iptables -S
iptables -L INPUT -Z FORWARD
iptables -S -Z INPUT
iptables -L -v -Z
iptables-save -c | grep -v '^#'
ip6tables -v -A INPUT -s fe80::1 -p tcp --dport 80 -j ACCEPT
