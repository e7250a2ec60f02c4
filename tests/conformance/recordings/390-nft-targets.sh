# nft list: how iptables-nft's targets read
iptables -A INPUT -j ACCEPT
iptables -A INPUT -j DROP
iptables -A INPUT -j RETURN
iptables -A INPUT
iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset
iptables -A INPUT -j REJECT --reject-with tcp-reset
iptables -A INPUT -j REJECT --reject-with echo-reply
iptables -A INPUT -j REJECT --reject-with foo
iptables -A INPUT -j LOG
iptables -A INPUT -j LOG --log-prefix "IPT: "
iptables -A INPUT -j LOG --log-prefix foo --log-level debug --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid
iptables -A INPUT -j LOG --log-level 4 --log-macdecode
iptables -A INPUT -j LOG --log-level 7
iptables -A INPUT -j LOG --log-level 9
iptables -A INPUT -j LOG --log-prefix "12345678901234567890123456789"
iptables -A INPUT -j LOG --log-prefix "123456789012345678901234567890"
iptables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:8080
iptables -t nat -A PREROUTING -p tcp -j DNAT --to 10.0.0.1-10.0.0.5:80-90
iptables -t nat -A PREROUTING -j DNAT --to 10.0.0.1
iptables -t nat -A PREROUTING -p tcp -j DNAT --to :8080 --random --persistent
iptables -t nat -A POSTROUTING -j SNAT --to-source 1.2.3.4
iptables -t nat -A POSTROUTING -p udp -j SNAT --to-source 1.2.3.4-1.2.3.9:100-200 --random --random-fully --persistent
iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1024-2048 --random-fully
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1024 --random
iptables -t nat -A POSTROUTING -j MASQUERADE --to-ports 1024 --random
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 8080
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports http-8080 --random
iptables -t nat -A OUTPUT -p tcp -j REDIRECT
iptables -t mangle -A PREROUTING -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -j MARK --set-mark 1/2
iptables -t mangle -A PREROUTING -j MARK --set-xmark 0x4000/0x4000
iptables -t mangle -A PREROUTING -j MARK --or-mark 0x4000
iptables -t mangle -A PREROUTING -j MARK --and-mark 0x4000
iptables -t mangle -A PREROUTING -j MARK --xor-mark 0x4000
iptables -t mangle -A PREROUTING -j MARK --set-xmark 5
iptables -t mangle -A PREROUTING -j CONNMARK --set-mark 1
iptables -t mangle -A PREROUTING -j CONNMARK --set-xmark 1/3
iptables -t mangle -A PREROUTING -j CONNMARK --save-mark
iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark
iptables -t mangle -A PREROUTING -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xf0
iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark --mask 0xff
iptables -t mangle -A PREROUTING -j CONNMARK --and-mark 1
iptables -t mangle -A PREROUTING -j CONNMARK --or-mark 1
iptables -t mangle -A PREROUTING -j CONNMARK --xor-mark 1
iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400
iptables -t mangle -A FORWARD -p tcp -j TCPMSS --set-mss 1400
iptables -t raw -A PREROUTING -j CT --notrack
iptables -t raw -A PREROUTING -j NOTRACK
iptables -t raw -A PREROUTING -j CT --zone 5
iptables -t raw -A PREROUTING -j CT --zone-orig 5
iptables -t raw -A PREROUTING -j TRACE
iptables -t mangle -A PREROUTING -j TTL --ttl-set 5
iptables -t mangle -A PREROUTING -j TTL --ttl-dec 5
iptables -t mangle -A PREROUTING -j TTL --ttl-inc 5
iptables -t mangle -A PREROUTING -j TOS --set-tos 0x10
iptables -t mangle -A PREROUTING -j TOS --set-tos 0x10/0x3f
iptables -t mangle -A PREROUTING -j TOS --set-tos Minimize-Delay
iptables -t mangle -A PREROUTING -j TOS --and-tos 0x10
iptables -t mangle -A PREROUTING -j TOS --or-tos 0x10
iptables -A INPUT -j MASQUERADE
iptables -A INPUT -p tcp -j DNAT --to 1.2.3.4
iptables -t nat -A INPUT -p tcp -j DNAT --to 1.2.3.4
iptables -t nat -A INPUT -p tcp -j DROP
iptables -t nat -A INPUT -j REJECT
iptables -t raw -A PREROUTING -j REJECT
iptables -t nat -A POSTROUTING -s 10.244.0.0/16 ! -d 10.244.0.0/16 -m comment --comment "kube masq" -j MASQUERADE --random-fully
nft -a list ruleset
nft list table ip nat
nft list chain ip mangle FORWARD
