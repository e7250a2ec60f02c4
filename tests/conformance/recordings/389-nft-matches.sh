# nft list: how iptables-nft's matches read, options, errors
iptables -A INPUT -p tcp -m comment --comment x -m tcp --dport 80 -j ACCEPT
iptables -A INPUT -p tcp -m conntrack --ctstate NEW -m tcp --dport 80 -j ACCEPT
iptables -A INPUT -p tcp -m mark --mark 1 -m tcp --dport 80 -j ACCEPT
iptables -A INPUT -p tcp -m limit --limit 5/min -m tcp --dport 80 -j ACCEPT
iptables -A INPUT -p tcp -m tcp --dport 80 -m conntrack --ctstate NEW -j ACCEPT
iptables -A INPUT -s 10.0.0.0/8 -d 1.2.3.4 -i eth0 -p tcp -m tcp --dport 80 -m comment --comment "a b" -j ACCEPT
iptables -A INPUT -p tcp -m tcp --sport 1:5 ! --dport 7 --syn -j DROP
iptables -A INPUT -p tcp -m tcp --sport 0:5 -j DROP
iptables -A INPUT -p tcp -m tcp ! --sport 0:5 -j DROP
iptables -A INPUT -p tcp -m tcp --sport 5: -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags SYN SYN -j DROP
iptables -A INPUT -p tcp -m tcp ! --tcp-flags SYN SYN -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags SYN,ACK NONE -j DROP
iptables -A INPUT -p tcp -m tcp ! --tcp-flags SYN,ACK NONE -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags SYN NONE -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags ALL SYN,ACK -j DROP
iptables -A INPUT -p tcp -m tcp ! --tcp-flags ALL ALL -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags ALL FIN,PSH,URG -j DROP
iptables -A INPUT -p udp -m udp --sport 53 --dport 1024: -j DROP
iptables -A INPUT -p icmp -m icmp --icmp-type 0 -j DROP
iptables -A INPUT -p icmp -m icmp ! --icmp-type 8 -j DROP
for t in 3 4 5 9 10 11 12 13 14 17 18 30 15; do iptables -A INPUT -p icmp -m icmp --icmp-type $t; done
iptables -A INPUT ! -i eth0
iptables -A FORWARD ! -i eth+ ! -o wl+
iptables -A INPUT -i +
iptables -A INPUT ! -p tcp
iptables -A INPUT -p gre
iptables -A INPUT -p 4
iptables -A INPUT -p 41
iptables -A INPUT -p 255
iptables -A INPUT -p 200
iptables -A INPUT ! -s 10.0.0.0/8 ! -d 1.2.3.4
iptables -A INPUT -s 10.0.0.0/255.0.255.0
iptables -A INPUT ! -s 10.0.0.0/255.0.255.0
iptables -A INPUT -s 10.0.0.0/9
iptables -A INPUT -s 10.0.0.0/31
iptables -A INPUT -f
iptables -A INPUT -m mark --mark 0x10/0x10
iptables -A INPUT -m mark ! --mark 0x10
iptables -A INPUT -m mark --mark 0xdeadbeef
iptables -A INPUT -m connmark --mark 0x10/0x30
iptables -A INPUT -m connmark ! --mark 0x10
iptables -A INPUT -m limit --limit 10/s --limit-burst 1
iptables -A INPUT -m limit --limit 10/day
iptables -A INPUT -m state --state RELATED,ESTABLISHED
iptables -A INPUT -m state --state ESTABLISHED
iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED
iptables -A INPUT -m conntrack ! --ctstate INVALID
iptables -A INPUT -m conntrack --ctstate DNAT
iptables -A INPUT -m conntrack --ctstate NEW,DNAT
iptables -A INPUT -m conntrack ! --ctstate NEW,ESTABLISHED
iptables -A INPUT -m conntrack --ctstatus ASSURED
iptables -A INPUT -m conntrack --ctstatus CONFIRMED,EXPECTED
iptables -A INPUT -m conntrack ! --ctstatus ASSURED
iptables -A INPUT -m conntrack --ctdir REPLY
iptables -A INPUT -m conntrack ! --ctproto 6
iptables -A INPUT -m conntrack --ctorigdst 10.96.0.0/12
iptables -A INPUT -m conntrack ! --ctorigdst 10.96.0.1
iptables -A INPUT -m conntrack --ctorigdstport 80
iptables -A INPUT -m conntrack ! --ctexpire 5:10
iptables -A INPUT -m addrtype --dst-type LOCAL
iptables -A INPUT -m addrtype ! --dst-type LOCAL
iptables -A INPUT -m addrtype --src-type LOCAL
iptables -A INPUT -m addrtype --src-type LOCAL --dst-type UNICAST
iptables -A INPUT -m addrtype ! --src-type LOCAL,MULTICAST
iptables -A INPUT -m addrtype --dst-type LOCAL --limit-iface-in
iptables -A OUTPUT -m addrtype --dst-type LOCAL --limit-iface-out
iptables -A INPUT -p tcp -m multiport --dports 80
iptables -A INPUT -p tcp -m multiport --dports 80:90
iptables -A INPUT -p udp -m multiport ! --dports 80,90
iptables -A INPUT -p udp -m multiport --sports 80,90:95
iptables -A INPUT -p udp -m multiport --ports 80
iptables -A INPUT -p udp -m multiport --ports 80:81,90
iptables -A INPUT -p udp -m multiport ! --ports 80,81
iptables -A OUTPUT -m owner --uid-owner 0
iptables -A OUTPUT -m owner ! --uid-owner 5
iptables -A OUTPUT -m owner --gid-owner 5
iptables -A OUTPUT -m owner --uid-owner 5-10
iptables -A OUTPUT -m owner --uid-owner 5 --gid-owner 6
iptables -A OUTPUT -m owner --socket-exists
iptables -A INPUT -m statistic --mode nth --every 3 --packet 0
iptables -A INPUT -m tos --tos 0x10
iptables -A INPUT -m tos ! --tos 0x10
iptables -A INPUT -m dscp --dscp 0x10
iptables -A INPUT -m length ! --length 5
iptables -A INPUT -m pkttype ! --pkt-type broadcast
iptables -A INPUT -m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip,dstport --hashlimit-name foo
iptables -A INPUT -p udp -m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip,dstport --hashlimit-name foo4 --hashlimit-htable-expire 3000
iptables -A INPUT -p tcp -m hashlimit --hashlimit-above 10/sec --hashlimit-burst 7 --hashlimit-mode dstip --hashlimit-name foo5 --hashlimit-dstmask 16
iptables -A INPUT -m hashlimit --hashlimit-upto 10/sec --hashlimit-name foo3
iptables -A INPUT -m mac --mac-source 00:11:22:33:44:55
iptables -A INPUT -j LOG --log-prefix "x y" --log-level 4
iptables -A INPUT -j LOG --log-tcp-sequence
iptables -A INPUT -j LOG --log-tcp-options
iptables -A INPUT -j LOG --log-uid --log-macdecode
iptables -A INPUT -j MARK --set-xmark 0x5/0xff
iptables -A INPUT -j MARK --set-mark 0
iptables -A INPUT -j MARK --and-mark 5
iptables -A INPUT -j CONNMARK --set-xmark 5/0xff
iptables -A INPUT -j CONNMARK --set-mark 0
iptables -A INPUT -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff
iptables -A INPUT -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
iptables -A INPUT -j CONNMARK --save-mark
iptables -A INPUT -c 5 300 -j ACCEPT
nft list chain ip filter INPUT
nft list chain ip filter OUTPUT
nft list chain ip filter FORWARD
nft -n list chain ip filter FORWARD
nft -y list table ip filter | head -4
nft list tables
nft list chains ip
nft list sets
nft list maps
nft list flowtables
nft -v
nft --version
nft list table
nft list table ip
nft
nft list chain ip filter
