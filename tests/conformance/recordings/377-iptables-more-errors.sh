# iptables: what the other matches and the targets refuse, and what they make of odd input
iptables -A INPUT -m recent
iptables -A INPUT -m recent --name x
iptables -A INPUT -m recent --set --rcheck
iptables -A INPUT -m recent --set --update
iptables -A INPUT -m recent --set --seconds 5
iptables -A INPUT -m recent --rcheck --seconds 0
iptables -A INPUT -m recent --rcheck --hitcount 0
iptables -A INPUT -m recent --rcheck --hitcount 21
iptables -A INPUT -m recent --rcheck --hitcount 256
iptables -A INPUT -m recent --rcheck --seconds x
iptables -A INPUT -m recent --rcheck --reap
iptables -A INPUT -m recent --rcheck --seconds 10 --reap
iptables -A INPUT -m recent --remove --rsource
iptables -A INPUT -m recent --remove --rttl
iptables -A INPUT -m recent ! --set
iptables -A INPUT -m recent --set --rsource --rdest
iptables -A INPUT -m recent --set --mask 24
iptables -A INPUT -m recent --set --mask 255.255.255.0
iptables -A INPUT -m recent --set --name ''
iptables -A INPUT -m recent --set --name ABC --mask 255.255.0.0 --rdest
iptables -A INPUT -m recent --set --name "$(printf 'x%.0s' {1..201})"
iptables -A INPUT -m statistic
iptables -A INPUT -m statistic --mode foo
iptables -A INPUT -m statistic --mode random
iptables -A INPUT -m statistic --mode random --probability 2
iptables -A INPUT -m statistic --mode random --probability -0.1
iptables -A INPUT -m statistic --mode random --probability x
iptables -A INPUT -m statistic --mode random --probability 0.5x
iptables -A INPUT -m statistic --mode random --probability 0.5
iptables -A INPUT -m statistic --mode random --probability 0.33333333349
iptables -A INPUT -m statistic --mode random --probability 1
iptables -A INPUT -m statistic --mode random --probability 0
iptables -A INPUT -m statistic --mode random ! --probability 1e-3
iptables -A INPUT -m statistic --mode random --every 2
iptables -A INPUT -m statistic --mode nth --every 2
iptables -A INPUT -m statistic --mode nth --every 2 --packet 0
iptables -A INPUT -m statistic --mode nth --every 0 --packet 0
iptables -A INPUT -m statistic --mode nth --every 2 --packet 2
iptables -A INPUT -m statistic --mode nth --every 2 --packet 1
iptables -A INPUT -m statistic --mode nth ! --every 2 --packet 1
iptables -A INPUT -m statistic --mode nth --packet 1
iptables -A INPUT -m statistic --mode nth --probability 0.5
iptables -A INPUT -m statistic --probability 0.5
iptables -A INPUT -m iprange
iptables -A INPUT -m iprange --src-range 1.1.1.1
iptables -A INPUT -m iprange --src-range 1.1.1.1-
iptables -A INPUT -m iprange --src-range 1.1.1.9-1.1.1.1
iptables -A INPUT -m iprange --src-range foo-bar
iptables -A INPUT -m iprange ! --src-range 1.1.1.1-1.1.1.2 ! --dst-range 1.1.1.1-1.1.1.2
iptables -A INPUT -m mac
iptables -A INPUT -m mac --mac-source foo
iptables -A INPUT -m mac ! --mac-source aa:bb:cc:dd:ee:ff
iptables -A INPUT -m mac --mac-source AA:BB:CC:0D:0E:0F
iptables -A OUTPUT -m mac --mac-source AA:BB:CC:0D:0E:0F
iptables -A OUTPUT -m owner
iptables -A OUTPUT -m owner --uid-owner nosuch
iptables -A OUTPUT -m owner --uid-owner 5-1
iptables -A OUTPUT -m owner --uid-owner 1000
iptables -A OUTPUT -m owner --gid-owner root
iptables -A OUTPUT -m owner ! --gid-owner daemon
iptables -A OUTPUT -m owner --gid-owner nosuch
iptables -A OUTPUT -m owner --pid-owner 5
iptables -A OUTPUT -m owner ! --socket-exists
iptables -A INPUT -m owner --uid-owner 0
iptables -A OUTPUT -m owner --uid-owner 0 --suppl-groups
iptables -A FORWARD -m physdev
iptables -A FORWARD -m physdev --physdev-in verylonginterfacename
iptables -A FORWARD -m physdev ! --physdev-in eth+ ! --physdev-out eth1
iptables -A FORWARD -m physdev --physdev-is-in --physdev-is-out --physdev-is-bridged
iptables -A INPUT -m physdev --physdev-out eth1
iptables -A OUTPUT -m physdev --physdev-out eth1
iptables -A OUTPUT -m physdev --physdev-is-out
iptables -A FORWARD -m physdev --physdev-in eth0 --physdev-is-in
iptables -A INPUT -m pkttype
iptables -A INPUT -m pkttype --pkt-type foo
iptables -A INPUT -m pkttype --pkt-type mcast
iptables -A INPUT -m pkttype --pkt-type unicast
iptables -A INPUT -m length
iptables -A INPUT -m length --length 5
iptables -A INPUT -m length --length 5:
iptables -A INPUT -m length --length :5
iptables -A INPUT -m length ! --length 9:5
iptables -A INPUT -m length --length 70000
iptables -A INPUT -m length --length x
iptables -A INPUT -m ttl
iptables -A INPUT -m ttl --ttl 5
iptables -A INPUT -m ttl --ttl-eq 256
iptables -A INPUT -m ttl --ttl-lt 5 --ttl-gt 3
iptables -A INPUT -m ttl ! --ttl-lt 5
iptables -A INPUT -m tos
iptables -A INPUT -m tos --tos foo
iptables -A INPUT -m tos --tos 256
iptables -A INPUT -m tos --tos 8
iptables -A INPUT -m dscp
iptables -A INPUT -m dscp --dscp 64
iptables -A INPUT -m dscp --dscp-class FOO
iptables -A INPUT -m dscp --dscp-class af11
iptables -A INPUT -m dscp --dscp-class CS1
iptables -A INPUT -m dscp --dscp-class BE
iptables -A INPUT -m dscp --dscp 1 --dscp-class BE
iptables -A INPUT -m tcpmss --mss 5
iptables -A INPUT -p tcp -m tcpmss
iptables -A INPUT -p tcp -m tcpmss ! --mss 5
iptables -A INPUT -p tcp -m tcpmss --mss 5:1
iptables -A INPUT -p tcp -m tcpmss --mss x
iptables -A INPUT -m rpfilter
iptables -t raw -A PREROUTING -m rpfilter --accept-local
iptables -t raw -A PREROUTING -m rpfilter --loose
iptables -t raw -A PREROUTING -m rpfilter --validmark --invert --accept-local --loose
iptables -t raw -A PREROUTING -m rpfilter --validmark
iptables -t raw -A PREROUTING -m rpfilter --invert
iptables -t raw -L PREROUTING
iptables -t raw -S PREROUTING
iptables -A INPUT -j REJECT --reject-with
iptables -A INPUT -j REJECT --reject-with icmp6-no-route
iptables -A INPUT -j REJECT --reject-with icmp-host
iptables -A INPUT -j REJECT --reject-with tcp-rst
iptables -A INPUT -j REJECT --reject-with icmp-port-unreachable --reject-with tcp-reset
iptables -A INPUT -j LOG --log-level foo
iptables -A INPUT -j LOG --log-level 8
iptables -A INPUT -j LOG --log-level err
iptables -A INPUT -j LOG --log-level error
iptables -A INPUT -j LOG --log-level panic
iptables -A INPUT -j LOG --log-level warning
iptables -A INPUT -j LOG --log-level no
iptables -A INPUT -j LOG --log-level 0
iptables -A INPUT -j LOG --log-prefix ''
iptables -A INPUT -j LOG --log-prefix "$(printf 'a\nb')"
iptables -A INPUT -j LOG --log-prefix a --log-prefix b
iptables -A INPUT -j LOG --log-uid --log-ip-options
iptables -A INPUT -j LOG ! --log-uid
iptables -A INPUT -j MARK
iptables -A INPUT -j MARK --set-mark 1
iptables -t mangle -A INPUT -j MARK
iptables -t mangle -A INPUT -j MARK --set-mark x
iptables -t mangle -A INPUT -j MARK --set-mark 1 --or-mark 2
iptables -t mangle -A INPUT -j MARK --set-mark 1 --set-mark 2
iptables -t mangle -A INPUT -j MARK --set-mark 0xfffffffff
iptables -t mangle -A INPUT -j MARK --or-mark 1/2
iptables -t mangle -A INPUT -j MARK --set-mark 0
iptables -t mangle -A INPUT -j MARK --set-mark 0/0xff
iptables -t mangle -A INPUT -j MARK --set-mark 0xff/0xff
iptables -t mangle -A INPUT -j CONNMARK
iptables -t mangle -A INPUT -j CONNMARK --save-mark --restore-mark
iptables -t mangle -A INPUT -j CONNMARK --set-mark 1 --mask 3
iptables -t mangle -A INPUT -j CONNMARK --mask 3
iptables -t mangle -A INPUT -j CONNMARK --set-mark 0
iptables -t mangle -A INPUT -j CONNMARK --save-mark --mask 3 --nfmask 4
iptables -t mangle -A INPUT -j CONNMARK --save-mark --nfmask 4
iptables -t mangle -A INPUT -j CONNMARK --restore-mark --ctmask 4
iptables -t mangle -A FORWARD -j TCPMSS --clamp-mss-to-pmtu
iptables -t mangle -A FORWARD -p tcp -j TCPMSS
iptables -t mangle -A FORWARD -p tcp -j TCPMSS --set-mss 70000
iptables -t mangle -A FORWARD -p tcp -j TCPMSS --set-mss 1 --clamp-mss-to-pmtu
iptables -t mangle -A FORWARD -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
iptables -t mangle -A FORWARD -p tcp ! --syn -j TCPMSS --clamp-mss-to-pmtu
iptables -t mangle -A PREROUTING -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
iptables -t mangle -A PREROUTING -p tcp --syn -j TCPMSS --set-mss 500
iptables -t mangle -A PREROUTING -j TTL
iptables -t mangle -A PREROUTING -j TTL --ttl-set 256
iptables -t mangle -A PREROUTING -j TTL --ttl-dec 0
iptables -t mangle -A PREROUTING -j TTL --ttl-dec 1 --ttl-inc 1
iptables -t mangle -A PREROUTING -j TOS
iptables -t mangle -A PREROUTING -j TOS --set-tos foo
iptables -t mangle -A PREROUTING -j TOS --set-tos 300
iptables -A INPUT -j TTL --ttl-set 1
iptables -A INPUT -j TOS --set-tos 1
iptables -A INPUT -j CT --notrack
iptables -t raw -A PREROUTING -j CT
iptables -t raw -A PREROUTING -j CT --zone x
iptables -t raw -A PREROUTING -j CT --zone 65536
iptables -t raw -A PREROUTING -j CT --zone 1 --zone-orig 2
iptables -t raw -A PREROUTING -j CT --notrack --zone 1
iptables -t mangle -A PREROUTING -j SET
iptables -t mangle -A PREROUTING -j SET --add-set nope src
iptables -S
iptables -t mangle -S
iptables -L -n
iptables -t mangle -L -n
