# iptables: what tcp, udp, icmp, multiport, state, conntrack, addrtype, marks and limits refuse, and what they make of odd input
iptables -A INPUT -p tcp --dport 65536
iptables -A INPUT -p tcp --dport 80:
iptables -A INPUT -p tcp --dport :80
iptables -A INPUT -p tcp --dport :
iptables -A INPUT -p tcp --dport 90:80
iptables -A INPUT -p tcp --dport nosuch
iptables -A INPUT -p tcp --dport http:https
iptables -A INPUT -p tcp --dport 80 --dport 90
iptables -A INPUT -p tcp --dport 80 --syn --tcp-flags SYN SYN
iptables -A INPUT -p tcp --tcp-flags FOO SYN
iptables -A INPUT -p tcp --tcp-flags SYN
iptables -A INPUT -p tcp --tcp-flags SYN FOO
iptables -A INPUT -p tcp --tcp-option x
iptables -A INPUT -p tcp --tcp-option 0
iptables -A INPUT -p tcp ! --dport 0:65535
iptables -A INPUT -p tcp --dport 0:65535
iptables -A INPUT -p tcp --destination-port 80 --source-port 1
iptables -A INPUT -p tcp --dpor 80
iptables -A INPUT -p tcp --d 80
iptables -A INPUT -p tcp --tcp-f SYN SYN
iptables -A INPUT ! -p tcp --dport 80
iptables -A INPUT ! -p tcp -m udp --dport 80
iptables -A INPUT -p udp -m tcp --dport 80
iptables -A INPUT -p udp --dport 1:2:3
iptables -A INPUT -p udp --dport ''
iptables -A INPUT -p tcp -m tcp -m tcp --dport 80
iptables -A INPUT -p icmp --icmp-type foo
iptables -A INPUT -p icmp --icmp-type 256
iptables -A INPUT -p icmp --icmp-type 3/256
iptables -A INPUT -p icmp --icmp-type p
iptables -A INPUT -p icmp --icmp-type ping
iptables -A INPUT -p icmp --icmp-type 8/0
iptables -A INPUT -p icmp --icmp-type echo-request/0
iptables -A INPUT -p icmp --icmp-type 8/
iptables -A INPUT -p icmp --icmp-type ECHO-REQUEST
iptables -A INPUT -p icmp --icmp-type time-ex
iptables -A INPUT -p icmp --icmp-type host
iptables -A INPUT -p icmp -m icmp
iptables -A INPUT -p tcp -m icmp --icmp-type 8
iptables -A INPUT -m multiport --dports 80
iptables -A INPUT -p icmp -m multiport --dports 80
iptables -A INPUT -p tcp -m multiport
iptables -A INPUT -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16
iptables -A INPUT -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
iptables -A INPUT -p tcp -m multiport --dports 1:2,3:4,5:6,7:8,9:10,11:12,13:14,15:16
iptables -A INPUT -p tcp -m multiport --dports 5:1
iptables -A INPUT -p tcp -m multiport --dports 1:
iptables -A INPUT -p tcp -m multiport --dports foo
iptables -A INPUT -p tcp -m multiport --dports 1 --sports 2
iptables -A INPUT -p tcp -m multiport --dports 1 --dports 2
iptables -A INPUT -p tcp -m multiport --dports ,
iptables -A INPUT ! -p tcp -m multiport --dports 1
iptables -A INPUT -p udplite -m multiport --dport 7 --ports 8
iptables -A INPUT -p udp -m multiport --port 7
iptables -A INPUT -m comment
iptables -A INPUT -m comment --comment ''
iptables -A INPUT -m comment --comment "$(printf 'x%.0s' {1..255})"
iptables -A INPUT -m comment --comment "$(printf 'x%.0s' {1..256})"
iptables -A INPUT -m comment ! --comment a
iptables -A INPUT -m comment --comment a-b_c.d:e/f
iptables -A INPUT -m comment --comment "it's"
iptables -A INPUT -m comment --comment 'a;b'
iptables -A INPUT -m state
iptables -A INPUT -m state --state FOO
iptables -A INPUT -m state --state new
iptables -A INPUT -m state --state NEW,
iptables -A INPUT -m state --state ''
iptables -A INPUT -m state --state NEW --state NEW
iptables -A INPUT -m conntrack
iptables -A INPUT -m conntrack --ctstate FOO
iptables -A INPUT -m conntrack --ctstate INVALID,,NEW
iptables -A INPUT -m conntrack --ctstatus FOO
iptables -A INPUT -m conntrack --ctstatus NONE
iptables -A INPUT -m conntrack --ctstatus NONE,ASSURED,CONFIRMED,SEEN_REPLY
iptables -A INPUT -m conntrack --ctdir foo
iptables -A INPUT -m conntrack --ctdir reply
iptables -A INPUT -m conntrack --ctproto foo
iptables -A INPUT -m conntrack --ctproto 0
iptables -A INPUT -m conntrack ! --ctproto 0
iptables -A INPUT -m conntrack ! --ctproto udp
iptables -A INPUT -m conntrack --ctexpire 5
iptables -A INPUT -m conntrack --ctexpire 10:5
iptables -A INPUT -m conntrack --ctexpire x
iptables -A INPUT -m conntrack --ctorigsrc foo.invalid
iptables -A INPUT -m conntrack --ctorigsrcport 5:1
iptables -A INPUT -m conntrack --ctorigsrc 0.0.0.0/0
iptables -A INPUT -m conntrack --ctstate NEW,RELATED,ESTABLISHED,INVALID,UNTRACKED,SNAT,DNAT
iptables -A INPUT -m conntrack --ctorigsrc 10.1.1.1/255.0.255.0
iptables -A INPUT -m addrtype
iptables -A INPUT -m addrtype --dst-type FOO
iptables -A INPUT -m addrtype --dst-type local
iptables -A INPUT -m addrtype --src-type LOCAL --src-type LOCAL
iptables -A INPUT -m addrtype --dst-type UNSPEC,UNICAST,LOCAL,BROADCAST,ANYCAST,MULTICAST,BLACKHOLE,UNREACHABLE,PROHIBIT,THROW,NAT,XRESOLVE
iptables -A INPUT -m addrtype ! --dst-type LOCAL --limit-iface-in --limit-iface-out
iptables -A INPUT -m addrtype ! --dst-type LOCAL --limit-iface-out
iptables -A OUTPUT -m addrtype ! --dst-type LOCAL --limit-iface-in
iptables -A OUTPUT -m addrtype ! --dst-type LOCAL --limit-iface-out
iptables -A INPUT -m addrtype --limit-iface-in
iptables -A INPUT -m mark
iptables -A INPUT -m mark --mark foo
iptables -A INPUT -m mark --mark 0x1ffffffff
iptables -A INPUT -m mark --mark 5/foo
iptables -A INPUT -m mark --mark 5/3
iptables -A INPUT -m mark --mark 0/0
iptables -A INPUT -m mark --mark 0
iptables -A INPUT -m mark --mark 010
iptables -A INPUT -m mark --mark -1
iptables -A INPUT -m mark --mark 5/
iptables -A INPUT -m connmark
iptables -A INPUT -m connmark ! --mark 5/0xff
iptables -A INPUT -m limit --limit 0
iptables -A INPUT -m limit --limit 5
iptables -A INPUT -m limit --limit 5/
iptables -A INPUT -m limit --limit 5/foo
iptables -A INPUT -m limit --limit 5/hours
iptables -A INPUT -m limit --limit 5/h
iptables -A INPUT -m limit --limit 5/minute
iptables -A INPUT -m limit --limit 90/min
iptables -A INPUT -m limit --limit 60/m
iptables -A INPUT -m limit --limit 1000/day
iptables -A INPUT -m limit --limit 24/day
iptables -A INPUT -m limit --limit 10001/s
iptables -A INPUT -m limit --limit 10000/s
iptables -A INPUT -m limit --limit 3333/s
iptables -A INPUT -m limit --limit -5/s
iptables -A INPUT -m limit --limit 5/s --limit-burst 0
iptables -A INPUT -m limit --limit 5/s --limit-burst 10001
iptables -A INPUT -m limit --limit 5/s --limit-burst 10000
iptables -A INPUT -m limit --limit-burst x
iptables -A INPUT -m limit ! --limit 5/s
iptables -A INPUT -m hashlimit
iptables -A INPUT -m hashlimit --hashlimit-name x
iptables -A INPUT -m hashlimit --hashlimit-upto 5/s
iptables -A INPUT -m hashlimit --hashlimit-upto 5/s --hashlimit-above 6/s --hashlimit-name x
iptables -A INPUT -m hashlimit --hashlimit-upto 5/s --hashlimit-name x --hashlimit-mode foo
iptables -A INPUT -m hashlimit --hashlimit-upto 5/s --hashlimit-name x --hashlimit-mode srcip --hashlimit-srcmask 33
iptables -A INPUT -m hashlimit --hashlimit-upto 5/s --hashlimit-name x --hashlimit-mode srcip,dstip,srcport,dstport --hashlimit-htable-size 10 --hashlimit-htable-max 20 --hashlimit-htable-gcinterval 500 --hashlimit-htable-expire 100 --hashlimit-srcmask 24 --hashlimit-dstmask 16
iptables -A INPUT -m hashlimit --hashlimit-upto foo --hashlimit-name x
iptables -A INPUT -m hashlimit --hashlimit-upto 0/s --hashlimit-name x
iptables -A INPUT -m hashlimit ! --hashlimit-upto 5/s --hashlimit-name y
iptables -A INPUT -m hashlimit --hashlimit-upto 1000001/s --hashlimit-name y
iptables -A INPUT -m hashlimit --hashlimit-upto 3/day --hashlimit-name z
iptables -A INPUT -m hashlimit --hashlimit-upto 5/s --hashlimit-burst 0 --hashlimit-name z
iptables -A INPUT -m hashlimit --hashlimit 5/s --hashlimit-mode dstip --hashlimit-name averyveryverylongnameindeed
iptables -L INPUT -n
iptables -S INPUT
