# iptables: commands, options that do not go together, counters, bad names and numbers
iptables -A
iptables -A INPUT -A FORWARD
iptables -A INPUT -L
iptables -Z -L
iptables -L -Z INPUT
iptables -S -Z
iptables -D INPUT 5
iptables -D INPUT 0
iptables -D INPUT abc
iptables -D INPUT
iptables -D NOPE 1
iptables -D NOPE -j ACCEPT
iptables -R INPUT -j ACCEPT
iptables -R INPUT 1 -j ACCEPT
iptables -R NOPE 1 -j ACCEPT
iptables -R INPUT 1 -s 1.1.1.1,2.2.2.2 -j ACCEPT
iptables -I INPUT 5 -j ACCEPT
iptables -I INPUT 2 -j ACCEPT
iptables -I INPUT 1 -j ACCEPT
iptables -I INPUT 0 -j ACCEPT
iptables -I NOPE -j ACCEPT
iptables -C NOPE -j ACCEPT
iptables -L NOPE
iptables -S NOPE
iptables -F NOPE
iptables -Z NOPE
iptables -Z INPUT 1
iptables -Z INPUT 9
iptables -X NOPE
iptables -X INPUT
iptables -X
iptables -N INPUT
iptables -N ACCEPT
iptables -N -foo
iptables -N '!foo'
iptables -N 'a b'
iptables -N 12345678901234567890123456789
iptables -N 1234567890123456789012345678
iptables -N ''
iptables -N
iptables -N tcp
iptables -N DNAT
iptables -E 1234567890123456789012345678 b
iptables -E b
iptables -E nope c
iptables -E b INPUT
iptables -E b 12345678901234567890123456789
iptables -P INPUT
iptables -P INPUT FOO
iptables -P INPUT RETURN
iptables -P INPUT accept
iptables -P NOPE ACCEPT
iptables -t nat -P OUTPUT DROP
iptables -P INPUT ACCEPT -c 5 6
iptables -P INPUT DROP -c 5
iptables -nvL INPUT
iptables -S INPUT -v
iptables -P INPUT ACCEPT
iptables -nvL INPUT
iptables -A INPUT -c 1 2 -j ACCEPT
iptables -A INPUT -c 1,2 -j ACCEPT
iptables -A INPUT -c a 2 -j ACCEPT
iptables -A INPUT -c 1 -j ACCEPT
iptables -A INPUT -c 99999 99999 -s 1.1.1.1
iptables -A INPUT -c 100000 100000 -s 1.1.1.1
iptables -A INPUT -c 999999 10239999 -s 1.1.1.1
iptables -A INPUT -c 9999499 10000000 -s 1.1.1.1
iptables -A INPUT -c 9999500 9999999 -s 1.1.1.1
iptables -A INPUT -c 9999999999 9999499999 -s 1.1.1.1
iptables -nvL INPUT
iptables -nvxL INPUT
iptables -S INPUT -v
iptables-save -c | grep -v "^#"
iptables -nL INPUT 2
iptables -nvL INPUT 2
iptables -S INPUT 2
iptables -vS INPUT 2
iptables -Z INPUT 2
iptables -vS INPUT
iptables -L --line-numbers INPUT 3
iptables -L -1
iptables --list
iptables --line
iptables --li
iptables --list-r
iptables --new foo9
iptables --new-chain foo10
iptables --delete-chain foo9
iptables --del INPUT 1
iptables --app INPUT --jump ACCEPT --source 1.2.3.4 --destination 2.3.4.5 --in-interface lo --proto tcp
iptables --append INPUT --jump ACCEPT --src 1.2.3.4 --dst 2.3.4.5 --protocol=tcp
iptables --bogus
iptables -Q
iptables -A INPUT foo
iptables -A INPUT -j
iptables -A INPUT -s
iptables -A INPUT --source
iptables -A INPUT -p tcp --dport
iptables -A INPUT -m
iptables -A INPUT -j ACCEPT -j DROP
iptables -A INPUT -s 1.1.1.1 -s 2.2.2.2
iptables -A INPUT -p tcp -p udp
iptables -A INPUT -p foo
iptables -A INPUT -p 256
iptables -A INPUT -p 255
iptables -A INPUT ! -p all
iptables -A INPUT -s 1.2.3.256
iptables -A INPUT -s 1.2.3.4/33
iptables -A INPUT -s 1.2.3
iptables -A INPUT -s 1.2.3.4/
iptables -A INPUT -s 1.2.3.4/255.255.0
iptables -A INPUT -s 10/8
iptables -A INPUT -s 10.1/16
iptables -A INPUT -s ''
iptables -A INPUT -s fe80::1
iptables -A INPUT ! -s 1.1.1.1,2.2.2.2
iptables -A INPUT -s ! 1.1.1.1
iptables -A INPUT ! ! -s 1.1.1.1
iptables -A INPUT -s 1.1.1.1 !
iptables -A INPUT -i ''
iptables -A INPUT -i verylonginterfacename
iptables -A INPUT -i 'a b'
iptables -A INPUT -i +
iptables -A INPUT -o eth0
iptables -A OUTPUT -i eth0
iptables -t nat -A POSTROUTING -i eth0
iptables -A INPUT ! -j ACCEPT
iptables -A INPUT ! -m tcp
iptables -A INPUT -n
iptables -A INPUT -x
iptables -A INPUT --line-numbers
iptables -F -j ACCEPT
iptables -F INPUT -s 1.1.1.1
iptables -L -s 1.1.1.1
iptables -N foo -j ACCEPT
iptables -L -c 1 2
iptables -w -L INPUT 1
iptables -w 5 -L INPUT 1
iptables -w5 -L INPUT 1
iptables -wx -L INPUT 1
iptables -w x -L INPUT 1
iptables -W 5 -L INPUT 1
iptables -w -W 5 -L INPUT 1
iptables -W x -L INPUT 1
iptables -4 -L INPUT 1
iptables -M foo -L INPUT 1
iptables --modprobe=foo -L INPUT 1
iptables -t filter -t nat -L INPUT
iptables ! -t filter -L INPUT 1
iptables ! -V
iptables -t
iptables -L -t foo
iptables -b
iptables -A INPUT -j foo10 -m nonsense
iptables -A INPUT -m tcp
iptables -A INPUT -m tcp --dport 80
iptables -A INPUT -p udp --syn
iptables -A INPUT -j INPUT
iptables -A INPUT -j accept
iptables -A INPUT -j 'a b'
iptables -A INPUT -j ''
iptables -A INPUT -j 123456789012345678901234567890
iptables -A 'a b' -j ACCEPT
iptables -A 123456789012345678901234567890 -j ACCEPT
iptables -L 123456789012345678901234567890
iptables -t nat -A INPUT -g DROP
iptables -S
