# conntrack: what it says of words it does not take, and of an empty table
conntrack
conntrack -h
conntrack -h -p tcp
conntrack -h -p udp
conntrack -h -p icmp
conntrack -h -p icmpv6
conntrack -h -p sctp
conntrack -h -p esp
conntrack -V
conntrack --version
conntrack -L
conntrack -L conntrack
conntrack -L expect
conntrack -L dying
conntrack -L unconfirmed
conntrack -L foo
conntrack -L -o xml
conntrack -L -o save
conntrack -L -o labels
conntrack -L -o foo
conntrack -L -o ""
conntrack -L -o extended,
conntrack -L -o save,xml
conntrack -L -f ipv6
conntrack -L -f foo
conntrack -C
conntrack --count
conntrack -C expect
conntrack -C foo
conntrack -F
conntrack -F expect
conntrack -F foo
conntrack -F dying
conntrack -D
conntrack -D -p udp
conntrack -D conntrack
conntrack -D dying
conntrack --delete -p udp
conntrack -U
conntrack -U expect
conntrack -G
conntrack -G -p tcp
conntrack -I
conntrack -I -p tcp
conntrack -I -p tcp -t 10
conntrack -I -p tcp -t 10 -s 10.0.0.1
conntrack -I -p udp -t 10 -s 10.0.0.1 -d 10.0.0.2
conntrack -I -p udp -t 10 -s 10.0.0.1 -d 10.0.0.2 --sport 1
conntrack -I -p tcp -t 10 -s 10.0.0.1 -d 10.0.0.2 --sport 1 --dport 2
conntrack -I -p icmp -t 10 -s 10.0.0.1 -d 10.0.0.2
conntrack -I -p icmp -t 10 -s 10.0.0.1 -d 10.0.0.2 --icmp-type 3 --icmp-code 0 --icmp-id 7
conntrack -I -p tcp -t 10 -r 10.0.0.1
conntrack -I -s 10.0.0.1/24 -d 10.0.0.3 -p udp --sport 1001 --dport 53 -t 30
conntrack -I -s 10.0.0.1 -d fd00::3 -p udp --sport 1001 --dport 53 -t 30
conntrack -X
conntrack --foo
conntrack -L -D
conntrack -L -L
conntrack -L -s
conntrack -L --src
conntrack -L -p
conntrack -L -u
conntrack -L -s foo
conntrack -L -s 10.0.0.0/33
conntrack -L -s 10.0.0.0/foo
conntrack -L -s 10.0.0.0/255.255.255.0
conntrack -L -q 10.0.0.0/8
conntrack -L -r 10.0.0.0/8
conntrack -L -s 10.0.0.1 -d fd00::1
conntrack -L -f ipv4 -s fd00::1
conntrack -L -s fd00::1 -f ipv6
conntrack -L -s fd00::/64
conntrack -L -p foo
conntrack -L -p 300
conntrack -L -p UDP
conntrack -L --state ESTABLISHED
conntrack -L -p tcp --state FOO
conntrack -L -p tcp --state syn_sent
conntrack -L -p udp --state ESTABLISHED
conntrack -L --sport 80
conntrack -L --dport 80 -p tcp
conntrack -L -p tcp --sport foo
conntrack -L -p tcp --mask-port-src 3
conntrack -L -u FOO
conntrack -L -u UNSET
conntrack -L -u assured
conntrack -L -u SRC_NAT
conntrack -L -t 3
conntrack -L -e NEW
conntrack -L -b 100000
conntrack -L -i 3
conntrack -L -a 1
conntrack -L -l foo
conntrack -L --tuple-src 1.1.1.1
conntrack -L --mask-dst 255.0.0.0
conntrack -L -z
conntrack -L -z -p tcp
conntrack -L -n
conntrack -L -g
conntrack -L -j
conntrack -L -j 1.1.1.1 -n
conntrack -L -n foo
conntrack -L -n 1.1.1.1:
conntrack -L -n 1.1.1.1:99999
conntrack -L -g 10.0.0.0/8
conntrack -D -z
conntrack -D -j
conntrack -F -p tcp
conntrack -C -p tcp
conntrack -S -p tcp
conntrack -V foo
conntrack -h foo
conntrack -U -z
conntrack -U -w 3
conntrack -G -m 3
conntrack -G -p tcp -s 10.0.0.1 -d 10.0.0.2
conntrack -G -p tcp -s 10.0.0.1 -d 10.0.0.2 --sport 1 --dport 2
conntrack -G -p icmp -s 10.0.0.1 -d 10.0.0.2 --icmp-type 8 --icmp-code 0 --icmp-id 4
conntrack -E -e FOO
conntrack -E -e ""
conntrack -E -u ASSURED
conntrack -E -t 3
conntrack -L --dst
conntrack -L --src=10.0.0.1
conntrack --dump
conntrack --list
conntrack -R nope
conntrack -D expect
conntrack -I expect
conntrack -G expect -p tcp
conntrack -D expect -p tcp -s 1.1.1.1 -d 2.2.2.2
