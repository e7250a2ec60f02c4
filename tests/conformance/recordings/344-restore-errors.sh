# iptables-restore: what is wrong where, and that nothing changed
iptables -A INPUT -p tcp --dport 22 -j ACCEPT
iptables -N KEEP
iptables -A KEEP -j DROP
try() { printf '%s\n' "$@" | iptables-restore; echo "= $?"; iptables -S | wc -l; }
try '*filter' '-A INPUT -j NOPE' 'COMMIT'
try '*filter' '-A NOCHAIN -j ACCEPT' 'COMMIT'
try '*filter' ':NEW - [0:0]' '-A NEW -p tcp --dport 99999 -j ACCEPT' 'COMMIT'
try '*filter' ':NEW - [0:0]' '-A NEW --dport 80 -j ACCEPT' 'COMMIT'
try '*filter' ':INPUT DENY [0:0]' 'COMMIT'
try '*filter' ':INPUT ACCEPT [x:y]' 'COMMIT'
try '*filter' ':INPUT' 'COMMIT'
try '*nope' 'COMMIT'
try '*filter' '-A INPUT -j ACCEPT'
try '-A INPUT -j ACCEPT' 'COMMIT'
try 'COMMIT'
try '*filter' '*nat' 'COMMIT'
try '*filter' '-Z' 'COMMIT'
try '*filter' '-A INPUT -m nope' 'COMMIT'
try '*filter' '-A INPUT -s 10.0.0.0/33 -j DROP' 'COMMIT'
try '*filter' '-A INPUT -j DROP -j ACCEPT' 'COMMIT'
try '*filter' '-A INPUT -m comment --comment "open' 'COMMIT'
try '*filter' '-D INPUT -j LOG' 'COMMIT'
try '*filter' '-X KEEP' 'COMMIT'
try '*filter' '[5:500] -A INPUT -j ACCEPT' 'COMMIT'
try '*filter' '[5] -A INPUT -j ACCEPT' 'COMMIT'
try '*nat' '-A POSTROUTING -j DNAT --to 1.2.3.4' 'COMMIT'
try '*filter' ':A - [0:0]' ':B - [0:0]' '-A A -j B' '-A B -j A' '-A INPUT -j A' 'COMMIT'
try '# only a comment' ''
iptables -S
printf '*filter\n:INPUT DROP [7:700]\n:X - [0:0]\n[3:180] -A INPUT -p udp -j X\n-A X -j RETURN\nCOMMIT\n' > good
iptables-restore -n < good; iptables -nvL INPUT
iptables-restore -c < good; iptables -nvL INPUT
iptables-restore --test < good; echo $?
printf '*filter\n-A INPUT -j BAD\nCOMMIT\n' | iptables-restore --test; echo $?
iptables-restore -t < good; echo $?
iptables-restore -T nat < good; echo $?
iptables-restore -v < good
iptables-restore nofile
iptables-restore good; echo $?
iptables-restore --bad < good
iptables-save -c | grep -v '^#'
iptables-save -t nat | grep -v '^#'
iptables-save -t nope
iptables-save -f out.txt; grep -c . out.txt
iptables-save -x
iptables-restore < out.txt && iptables -S
iptables -w -A INPUT -j ACCEPT; iptables -w 5 -D INPUT -j ACCEPT; echo $?
iptables -W 100 -L -n | head -2
ip6tables-restore < good; ip6tables -S
printf '*filter\n-A INPUT -s 10.0.0.1 -j DROP\nCOMMIT\n' | ip6tables-restore; echo $?
iptables-restore -4 < good; echo $?
printf '*raw\n-A PREROUTING -p tcp --dport 1 -j CT --notrack\nCOMMIT\n*mangle\n-A FORWARD -j MARK --set-mark 1\nCOMMIT\n*security\n-A INPUT -j ACCEPT\nCOMMIT\n' | iptables-restore
iptables-save | grep -v '^#'
for t in raw mangle security nat filter; do iptables -t $t -F; done
iptables-save | grep -v '^#'
