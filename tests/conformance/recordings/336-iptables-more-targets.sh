# the targets NFLOG, NFQUEUE, AUDIT, CLASSIFY, CHECKSUM, DSCP, ECN, TCPOPTSTRIP, NETMAP: options, printed forms, errors
iptables -A INPUT -j NFLOG
iptables -A INPUT -j NFLOG --nflog-group 1 --nflog-prefix "hey there"
iptables -A INPUT -j NFLOG --nflog-group 5 --nflog-prefix deny: --nflog-range 64 --nflog-threshold 10
iptables -A INPUT -j NFLOG --nflog-size 64
iptables -A INPUT -j NFLOG --nflog-size 64 --nflog-range 64
iptables -A INPUT -j NFLOG --nflog-group 70000
iptables -A INPUT -j NFLOG --nflog-prefix 12345678901234567890123456789012345678901234567890123456789012345
iptables -A INPUT -j NFLOG --nflog-prefix ""
iptables -A INPUT -j NFLOG --nflog-threshold 0
iptables -A INPUT -j NFQUEUE
iptables -A INPUT -j NFQUEUE --queue-num 1
iptables -A INPUT -j NFQUEUE --queue-balance 1:4 --queue-bypass
iptables -A INPUT -j NFQUEUE --queue-num 2 --queue-bypass --queue-cpu-fanout
iptables -A INPUT -j NFQUEUE --queue-balance 1:4 --queue-cpu-fanout
iptables -A INPUT -j NFQUEUE --queue-num 70000
iptables -A INPUT -j AUDIT --type accept
iptables -A INPUT -j AUDIT --type drop
iptables -A INPUT -j AUDIT --type foo
iptables -A INPUT -j AUDIT
iptables -S
iptables -nL INPUT
nft list ruleset
iptables -F
iptables -t mangle -A POSTROUTING -j CLASSIFY --set-class 1:10
iptables -t mangle -A POSTROUTING -o eth0 -j CLASSIFY --set-class ffff:abcd
iptables -t mangle -A POSTROUTING -j CLASSIFY --set-class 1
iptables -t mangle -A POSTROUTING -j CLASSIFY --set-class x:y
iptables -t mangle -A POSTROUTING -j CLASSIFY
iptables -t mangle -A PREROUTING -j CLASSIFY --set-class 1:10
iptables -A OUTPUT -j CLASSIFY --set-class 1:10
iptables -t mangle -A POSTROUTING -j CHECKSUM --checksum-fill
iptables -t mangle -A POSTROUTING -j CHECKSUM
iptables -A OUTPUT -j CHECKSUM --checksum-fill
iptables -t mangle -A POSTROUTING -j DSCP --set-dscp 10
iptables -t mangle -A POSTROUTING -j DSCP --set-dscp 0x2e
iptables -t mangle -A POSTROUTING -j DSCP --set-dscp-class EF
iptables -t mangle -A POSTROUTING -j DSCP --set-dscp-class af41
iptables -t mangle -A POSTROUTING -j DSCP --set-dscp 64
iptables -t mangle -A POSTROUTING -j DSCP --set-dscp-class XX
iptables -t mangle -A POSTROUTING -j DSCP --set-dscp 1 --set-dscp-class EF
iptables -t mangle -A POSTROUTING -j DSCP
iptables -A OUTPUT -j DSCP --set-dscp 10
iptables -t mangle -A POSTROUTING -p tcp -j ECN --ecn-tcp-remove
iptables -t mangle -A POSTROUTING -j ECN --ecn-tcp-remove
iptables -t mangle -A POSTROUTING -p tcp -j ECN
iptables -t mangle -A POSTROUTING -p tcp -j TCPOPTSTRIP --strip-options 3
iptables -t mangle -A POSTROUTING -p tcp -j TCPOPTSTRIP --strip-options timestamp,sack-permitted,wscale
iptables -t mangle -A POSTROUTING -p tcp -j TCPOPTSTRIP --strip-options foo
iptables -t mangle -A POSTROUTING -j TCPOPTSTRIP --strip-options 3
iptables -t mangle -A POSTROUTING -p tcp -j TCPOPTSTRIP
iptables -t nat -A PREROUTING -d 10.1.0.0/24 -j NETMAP --to 10.2.0.0/24
iptables -t nat -A POSTROUTING -s 10.2.0.0/24 -j NETMAP --to 10.1.0.0/24
iptables -t nat -A POSTROUTING -j NETMAP --to 10.1.0.1
iptables -t nat -A POSTROUTING -j NETMAP
iptables -A INPUT -j NETMAP --to 10.1.0.1
iptables-save | grep -v '^#'
for t in nat mangle; do iptables -t $t -nL; done
iptables -t mangle -L POSTROUTING
nft list ruleset
iptables-save | grep -v '^#' > rules; iptables-restore rules; iptables-save | grep -v '^#' | diff - rules && echo same
