# iptables: every match in its options and printed forms
iptables -A INPUT -p tcp -m tcp --dport 80 --sport 1024: -j ACCEPT
iptables -A INPUT -p tcp ! --dport 80:90 ! --syn -j ACCEPT
iptables -A INPUT -p tcp --tcp-flags ALL NONE -j ACCEPT
iptables -A INPUT -p tcp --tcp-flags SYN,ACK SYN --tcp-option 5 -j ACCEPT
iptables -A INPUT -p udp --dport domain -j ACCEPT
iptables -A INPUT -p icmp -m icmp --icmp-type destination-unreachable -j ACCEPT
iptables -A INPUT -p icmp -m icmp --icmp-type 3/4 -j ACCEPT
iptables -A INPUT -p icmp ! --icmp-type any -j ACCEPT
iptables -A INPUT -p icmp --icmp-type any -j ACCEPT
iptables -A INPUT -p tcp -m multiport --sports 1,2:5,ssh -j ACCEPT
iptables -A INPUT -p tcp -m multiport ! --ports 1,2 -j ACCEPT
iptables -A INPUT -m comment --comment 'hello "world" \back' -j ACCEPT
iptables -A INPUT -m comment --comment foo -j ACCEPT
iptables -A INPUT -m state --state NEW,ESTABLISHED,RELATED,INVALID,UNTRACKED -j ACCEPT
iptables -A INPUT -m state ! --state NEW -j ACCEPT
iptables -A INPUT -m conntrack ! --ctstate NEW,SNAT,DNAT --ctproto tcp --ctorigsrc 1.2.3.0/24 ! --ctorigdst 4.5.6.7 --ctreplsrc 1.1.1.1 --ctrepldst 2.2.2.2 --ctorigsrcport 1:5 --ctorigdstport 80 --ctreplsrcport 7 ! --ctrepldstport 8 --ctstatus ASSURED,EXPECTED --ctexpire 10:20 --ctdir ORIGINAL -j ACCEPT
iptables -A INPUT -m addrtype --dst-type LOCAL ! --src-type UNICAST,BROADCAST --limit-iface-in -j ACCEPT
iptables -A INPUT -m mark --mark 0x1 -j ACCEPT
iptables -A INPUT -m mark ! --mark 0x4000/0x4000 -j ACCEPT
iptables -A INPUT -m connmark --mark 5 -j ACCEPT
iptables -A INPUT -m limit -j ACCEPT
iptables -A INPUT -m limit --limit 5/min --limit-burst 10 -j ACCEPT
iptables -A INPUT -m limit --limit 7/sec -j ACCEPT
iptables -A INPUT -m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name foo -j ACCEPT
iptables -A INPUT -m hashlimit --hashlimit-above 10/min --hashlimit-mode srcip,dstport --hashlimit-name foo2 --hashlimit-htable-expire 5000 --hashlimit-srcmask 24 -j ACCEPT
iptables -A INPUT -m hashlimit --hashlimit 10/min --hashlimit-name foo3 -j ACCEPT
iptables -A INPUT -m recent --name BAD --set -j ACCEPT
iptables -A INPUT -m recent --update --seconds 60 --hitcount 4 --rttl --name SSH --rsource -j DROP
iptables -A INPUT -m recent ! --rcheck --rdest --mask 255.255.255.0 -j DROP
iptables -A INPUT -m statistic --mode random --probability 0.3 -j ACCEPT
iptables -A INPUT -m statistic --mode nth --every 3 --packet 1 -j ACCEPT
iptables -A INPUT -m iprange --src-range 1.2.3.4-1.2.3.9 ! --dst-range 5.6.7.8-5.6.7.9 -j ACCEPT
iptables -A INPUT -m mac --mac-source 00:11:22:33:44:55 -j ACCEPT
iptables -A OUTPUT -m owner --uid-owner root -j ACCEPT
iptables -A OUTPUT -m owner ! --uid-owner 0-100 --gid-owner 5 -j ACCEPT
iptables -A OUTPUT -m owner --socket-exists -j ACCEPT
iptables -A FORWARD -m physdev --physdev-in eth0 --physdev-out eth1 -j ACCEPT
iptables -A FORWARD -m physdev --physdev-is-bridged ! --physdev-is-in -j ACCEPT
iptables -A INPUT -m pkttype --pkt-type broadcast -j ACCEPT
iptables -A INPUT -m pkttype ! --pkt-type host -j ACCEPT
iptables -A INPUT -m length --length 10:20 -j ACCEPT
iptables -A INPUT -m ttl --ttl-eq 64 -j ACCEPT
iptables -A INPUT -m ttl --ttl-lt 64 -j ACCEPT
iptables -A INPUT -m ttl ! --ttl-eq 64 -j ACCEPT
iptables -A INPUT -m ttl --ttl-gt 64 -j ACCEPT
iptables -A INPUT -m tos --tos 0x10 -j ACCEPT
iptables -A INPUT -m tos ! --tos Minimize-Delay -j ACCEPT
iptables -A INPUT -m tos --tos 0x10/0x3f -j ACCEPT
iptables -A INPUT -m dscp --dscp 0x10 -j ACCEPT
iptables -A INPUT -m dscp ! --dscp-class EF -j ACCEPT
iptables -A INPUT -p tcp -m tcpmss --mss 100:200 -j ACCEPT
iptables -t mangle -A PREROUTING -m rpfilter --invert --loose --validmark -j DROP
iptables -A INPUT -s 1.2.3.4/255.0.255.0 -d 10.0.0.0/9 -i eth+ -j ACCEPT
iptables -A FORWARD ! -s 1.2.3.4 ! -d 10.0.0.0/9 ! -i eth0 ! -o lo ! -p tcp -f -j ACCEPT
iptables -A FORWARD ! -f -j ACCEPT
iptables -A FORWARD -p 47 -g NO
iptables -N YES
iptables -A FORWARD -p gre -g YES
iptables -S
iptables -L -n
iptables -L
