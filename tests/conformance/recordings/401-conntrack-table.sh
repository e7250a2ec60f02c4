# conntrack: flows made, listed, looked up, changed and deleted by hand
conntrack -I -s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1000 --dport 80 --state ESTABLISHED -t 600 -u ASSURED,SEEN_REPLY -m 5
conntrack -I -s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1000 --dport 80 --state ESTABLISHED -t 600
conntrack -A -s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1000 --dport 80 --state ESTABLISHED -t 600
conntrack -I -s 10.0.0.1 -d 10.0.0.3 -p udp --sport 1001 --dport 53 -t 300
conntrack -I -s 10.0.0.1 -d 10.0.0.4 -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 7 -t 300
conntrack -I -s 10.0.1.1 -d 10.96.0.20 -p tcp --sport 1002 --dport 80 --state SYN_SENT -t 120 -g 10.0.1.9:8080
conntrack -I -s 10.0.1.1 -d 8.8.8.8 -p tcp --sport 1003 --dport 80 --state SYN_SENT -t 120 -n 10.0.1.9
conntrack -I -s 10.0.1.2 -d 8.8.4.4 -p tcp --sport 1004 --dport 80 --state TIME_WAIT -t 120 -n 10.0.1.9:3333 -g 7.7.7.7:99
conntrack -I -s fd00::1 -d fd00::2 -p tcp --sport 1005 --dport 80 --state CLOSE_WAIT -t 120
conntrack -A -s 10.0.0.9 -d 10.0.0.3 -p udp --sport 1001 --dport 53 -t 300 -w 5
conntrack -C
conntrack -L
conntrack -L -o extended
conntrack -L -f ipv6
conntrack -L -f ipv4 -p tcp
conntrack -L -p tcp -o extended
conntrack -L -p tcp --state SYN_SENT
conntrack -L -p tcp --state CLOSE
conntrack -L -p tcp --dport 80 -d 10.96.0.20
conntrack -L -p tcp --orig-port-src 1000
conntrack -L -p tcp --reply-port-src 8080
conntrack -L -p tcp --reply-port-dst 3333
conntrack -L -p 6 --dport 80 -s 10.0.0.0/24
conntrack -L -p icmp
conntrack -L -p icmp --icmp-type 8
conntrack -L -p icmp --icmp-id 8
conntrack -I -s fd00::1 -d fd00::2 -p icmpv6 --icmpv6-type 128 --icmpv6-code 0 --icmpv6-id 3 -t 120
conntrack -L -p icmpv6 | sed 's, 1[12][0-9] src, N src,'
conntrack -D -p icmpv6 | sed 's, 1[12][0-9] src, N src,'
conntrack -L -s 10.0.0.1
conntrack -L -s 10.0.0.0/24
conntrack -L -s 10.0.0.0 --mask-src 255.255.255.0
conntrack -L -s 10.0.0.77/24
conntrack -L -d 10.0.0.3
conntrack -L -d 8.8.0.0/16
conntrack -L -s fd00::/64
conntrack -L -r 10.0.1.9
conntrack -L -q 10.0.1.9
conntrack -L --orig-src 10.0.0.1 --orig-dst 10.0.0.3
conntrack -L --reply-src 10.0.0.3
conntrack -L -m 5
conntrack -L -m 4/4
conntrack -L -m 0x5/0xff
conntrack -L -m 6
conntrack -L -w 5
conntrack -L -u ASSURED
conntrack -L -u SEEN_REPLY
conntrack -L -u ASSURED,SEEN_REPLY
conntrack -L -n
conntrack -L -g
conntrack -L -j
conntrack -L -n 10.0.1.9
conntrack -L -g 10.0.1.9
conntrack -L -j 10.0.1.9
conntrack -L -g 10.0.1.9:8080
conntrack -L -n 10.0.1.9:3333
conntrack -L -j 10.0.1.9:8080
conntrack -L -o save -p tcp | sed "s,-t [0-9]*,-t N,"
conntrack -L -o save -p udp | sed "s,-t [0-9]*,-t N,"
conntrack -L -o save -p icmp | sed "s,-t [0-9]*,-t N,"
conntrack -L -o xml -p udp | sed "s,<id>[0-9]*,<id>N,;s,<timeout>[0-9]*,<timeout>N," | sort
conntrack -L -o xml -p icmp | sed "s,<id>[0-9]*,<id>N,;s,<timeout>[0-9]*,<timeout>N,"
conntrack -L -o xml -f ipv6 -p tcp | sed "s,<id>[0-9]*,<id>N,;s,<timeout>[0-9]*,<timeout>N,"
conntrack -L -o xml -g 10.0.1.9 | sed "s,<id>[0-9]*,<id>N,;s,<timeout>[0-9]*,<timeout>N,"
conntrack -L -o id,extended -p icmp | sed 's/id=[0-9]*$/id=N/'
conntrack -G -p tcp -s 10.0.0.1 -d 10.0.0.2 --sport 1000 --dport 80
conntrack -G -p tcp -s 10.0.0.1 -d 10.0.0.2 --sport 1000 --dport 81
conntrack -G -p tcp -s 10.0.0.2 -d 10.0.0.1 --sport 80 --dport 1000
conntrack -G -p tcp -r 10.0.0.2 -q 10.0.0.1 --reply-port-src 80 --reply-port-dst 1000
conntrack -G -p icmp -s 10.0.0.1 -d 10.0.0.4 --icmp-type 8 --icmp-code 0 --icmp-id 7
conntrack -G -p udp -s 10.0.0.1 -d 10.0.0.3 --sport 1001 --dport 53 -o extended
conntrack -U -p tcp -s 10.0.0.1 --sport 1000 -m 9
conntrack -U -p tcp -s 10.0.0.1 --sport 1000 -m 9
conntrack -U -p tcp -s 10.0.0.1 --sport 1000 -m 0x30/0xf0
conntrack -U -p tcp -s 10.0.0.1 -m 0/1
conntrack -U -p tcp -s 10.0.0.1 --sport 1000 -t 600 -u ASSURED
conntrack -U -p tcp -s 10.0.0.1 --sport 1000 --state FIN_WAIT
conntrack -U -p udp -s 10.0.0.1 -u SEEN_REPLY
conntrack -U -p udp -s 10.0.0.1 -u ASSURED
conntrack -U -p udp -s 10.0.0.1 -u UNSET
conntrack -U -d 10.96.0.20 -m 7
conntrack -U -s 9.9.9.9 -t 44
conntrack -U -p tcp --sport 1000 -m 77
conntrack -L -p tcp -s 10.0.0.1
conntrack -L -p udp
conntrack -D -p tcp --dport 443
conntrack -D -p udp --sport 1001 -w 5
conntrack -D -n 10.0.1.9:3333
conntrack -D -g
conntrack -D -s 10.0.1.0/24
conntrack -D -m 99
conntrack -D -u ASSURED -p udp
conntrack -D -f ipv6 -p tcp
conntrack -D -p icmp -o extended
conntrack -D -p tcp --state FIN_WAIT
conntrack -C
conntrack -D
conntrack -D
conntrack -I -s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1000 --dport 80 --state SYN_SENT2 -t 600 -m 0x10
conntrack -I -s 10.0.0.2 -d 10.0.0.3 -p tcp --sport 1000 --dport 80 --state LISTEN -t 600
conntrack -I -p udp -r 10.0.0.7 -q 10.0.0.8 --reply-port-src 5 --reply-port-dst 6 -t 120
conntrack -I -p udp -s 10.0.0.1 -d 10.0.0.2 --sport 1 --dport 2 -r 10.0.0.3 -q 10.0.0.4 --reply-port-src 3 --reply-port-dst 4 -t 120
conntrack -I -p udp -s 10.0.0.1 -d 10.0.0.2 --sport 7 --dport 2 -r 10.0.0.3 -q 10.0.0.4 -t 120
conntrack -L
conntrack -L -n
conntrack -U -s 10.0.0.1 -p udp -t 0
conntrack -C
conntrack -F
conntrack -L
printf -- '-A -t 290 -u SEEN_REPLY,ASSURED -s 10.7.0.1 -d 10.0.0.3 -r 10.0.0.3 -q 10.7.0.1 -p udp --sport 1001 --dport 53 --reply-port-src 53 --reply-port-dst 1001\n' > flows
conntrack -R flows
conntrack --load-file flows
conntrack -L
conntrack -L -o save > saved
conntrack -F
conntrack -R saved
conntrack -L
