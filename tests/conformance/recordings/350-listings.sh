# every way to list, number, count, check, insert, replace and delete rules
iptables -L
iptables -n -L -v -x --line-numbers
iptables -L INPUT 1
iptables -A INPUT -s 10.0.0.0/8 -p tcp --dport 22 -j ACCEPT
iptables -A INPUT -i lo -j ACCEPT
iptables -A INPUT ! -i eth+ -o lo -j ACCEPT
iptables -A INPUT ! -s 192.168.1.0/255.255.0.0 -m comment --comment "a \"quoted\" one" -j DROP
iptables -A OUTPUT ! -o lo -d 1.1.1.1,8.8.8.8 -p udp -m udp --dport 53 -j ACCEPT
iptables -I INPUT 2 -p icmp --icmp-type 8 -j ACCEPT
iptables -I INPUT -p 47 -j ACCEPT
iptables -I INPUT 99 -j DROP
iptables -I INPUT 0 -j DROP
iptables -R INPUT 1 -p esp -j DROP
iptables -R INPUT 42 -j DROP
iptables -R INPUT -j DROP
iptables -L INPUT --line-numbers
iptables -L INPUT -n --line-numbers
iptables -L INPUT -nv
iptables -L INPUT 3
iptables -L INPUT 3 -v -n -x
iptables -L INPUT 33
iptables -S INPUT 3
iptables -S INPUT 33
iptables -S -v | sed 's/-c [0-9]* [0-9]*/-c N N/'
iptables -S OUTPUT -v
iptables -vS INPUT 1
iptables -C INPUT -i lo -j ACCEPT; echo $?
iptables -C INPUT -i lo -j DROP; echo $?
iptables -C INPUT 1
iptables -C NOPE -j DROP
iptables -D INPUT -i lo -j DROP
iptables -D INPUT 77
iptables -D INPUT 0
iptables -D INPUT abc
iptables -D INPUT
iptables -D NOPE 1
iptables -v -A FORWARD -p tcp -d 10.1.1.1 --sport 1:1024 -j REJECT
iptables -v -D FORWARD -p tcp -d 10.1.1.1 --sport 1:1024 -j REJECT
iptables -v -C INPUT -i lo -j ACCEPT
iptables -v -N WEB
iptables -v -A WEB -j RETURN
iptables -N WEB
iptables -N 'has space'
iptables -N -bad
iptables -N aVeryLongChainNameThatIsTooLongFor
iptables -N ACCEPT
iptables -E WEB SITE
iptables -E NOPE X
iptables -E SITE SITE
iptables -N WEB; iptables -E WEB SITE
iptables -A FORWARD -j SITE
iptables -A FORWARD -g SITE
iptables -L -n | grep -A 3 'SITE'
iptables -X SITE
iptables -v -F FORWARD
iptables -v -Z
iptables -Z INPUT 2
iptables -Z INPUT 88
iptables -L -Z OUTPUT
iptables -v -X
iptables -X INPUT
iptables -P INPUT DROP; iptables -P WEB DROP; iptables -P NOPE ACCEPT; iptables -P INPUT REJECT
iptables -P INPUT
iptables -P INPUT ACCEPT extra
iptables -t nat -P PREROUTING DROP; iptables -t nat -L -n
iptables -t nope -L
iptables -t raw -L -n
iptables -t mangle -nvL
iptables -A INPUT -j LOG --log-prefix "a prefix that is much longer than it may be"
iptables -A INPUT -p tcp --dport 80 --dport 81 -j ACCEPT
iptables -A INPUT -p tcp --tcp-flags SYN,ACK,FIN SYN -j DROP
iptables -A INPUT -p tcp ! --syn -m state --state NEW -j DROP
iptables -A INPUT -p all -j ACCEPT
iptables -A INPUT -p ! tcp -j ACCEPT
iptables -A INPUT -s ! 10.0.0.1 -j ACCEPT
iptables -A input -j ACCEPT
iptables -A INPUT -j accept
iptables -A INPUT -j
iptables -A
iptables
iptables -A INPUT -A OUTPUT -j ACCEPT
iptables -A INPUT -f -j DROP
iptables -A INPUT -c 12 3400 -j ACCEPT
iptables -A INPUT -c 12,3400 -p udp
iptables -nvL INPUT
iptables -nvxL INPUT | tail -3
iptables -4 -S INPUT | tail -1
iptables -6 -L
iptables -V; iptables --version
iptables -nL -t filter INPUT | head -4
iptables --list-rules INPUT | wc -l
iptables --append INPUT --jump DROP --protocol tcp --source 1.2.3.4 --in-interface x; iptables --delete INPUT --protocol tcp --source 1.2.3.4 --in-interface x --jump DROP; echo $?
iptables --flush; iptables --list --numeric --verbose --exact
