# the matches u32, ecn, cpu, devgroup, esp, ah, helper, sctp: options, printed forms, errors
iptables -A INPUT -m u32 --u32 "0>>22&0x3C@0>>16=5"
iptables -A INPUT -m u32 --u32 "6&0xFF=1 && 4&0x1FFF=0 && 0>>22&0x3C@0>>24=0"
iptables -A INPUT -m u32 ! --u32 "0x0=0x1:0xff,0x200"
iptables -A INPUT -m u32 --u32 "12&0xFFFF0000=0xC0A80000,0x0A000000:0x0AFF0000"
iptables -A INPUT -m u32 --u32 "0"
iptables -A INPUT -m u32 --u32 "x=1"
iptables -A INPUT -m u32 --u32 "0="
iptables -A INPUT -m u32 --u32 "0&=1"
iptables -A INPUT -m u32 --u32 "0>>1@2<<3=1"
iptables -A INPUT -m u32
iptables -A INPUT -p tcp -m ecn --ecn-tcp-cwr
iptables -A INPUT -p tcp -m ecn ! --ecn-tcp-ece --ecn-ip-ect 2
iptables -A INPUT -m ecn --ecn-ip-ect 0
iptables -A INPUT -m ecn ! --ecn-ip-ect 3
iptables -A INPUT -m ecn --ecn-ip-ect 4
iptables -A INPUT -m ecn --ecn-tcp-cwr
iptables -A INPUT -m ecn
iptables -A INPUT -m cpu --cpu 0
iptables -A INPUT -m cpu ! --cpu 1
iptables -A INPUT -m cpu
iptables -A INPUT -m cpu --cpu x
iptables -A INPUT -m devgroup --src-group 1
iptables -A FORWARD -m devgroup ! --src-group 0x1/0xf --dst-group 2
iptables -A INPUT -m devgroup --dst-group 1
iptables -A INPUT -m devgroup
iptables -A INPUT -p esp -m esp --espspi 1
iptables -A INPUT -p 50 -m esp ! --espspi 1:0x20
iptables -A INPUT -p esp -m esp
iptables -A INPUT -m esp --espspi 1
iptables -A INPUT -p ah -m ah --ahspi 1:2
iptables -A INPUT -p ah -m ah ! --ahspi 5
iptables -A INPUT -p ah -m ah
iptables -A INPUT -m helper --helper ftp
iptables -A INPUT -m helper ! --helper "ftp-2121"
iptables -A INPUT -m helper --helper ""
iptables -A INPUT -m helper
iptables -A INPUT -p sctp -m sctp --dport 1
iptables -A INPUT -p sctp --sport 100:200 ! --dport 5
iptables -A INPUT -p sctp
iptables -A INPUT -p sctp -m sctp
iptables -A INPUT -m sctp --dport 1
iptables -A INPUT -p sctp -m sctp --dport foo
iptables -S
iptables -nL
iptables -L FORWARD
nft list ruleset
iptables-save | grep -v '^#' > rules; iptables-restore rules; iptables-save | grep -v '^#' | diff - rules && echo same
