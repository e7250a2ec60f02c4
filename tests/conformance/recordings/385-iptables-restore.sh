# iptables-restore: whole tables, options, errors by line; iptables-save's options
cat > ok <<'E'
# comment
*filter
:INPUT DROP [5:6]
:FORWARD ACCEPT [0:0]
:OUTPUT - [7:8]
:foo - [9:10]
[1:2] -A INPUT -j foo
-A foo -c 3 4 -s 1.2.3.4 -j ACCEPT

COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:KUBE - [0:0]
-A KUBE -j RETURN
-A PREROUTING -p tcp -m comment --comment "a \"b\" c" -j KUBE
COMMIT
E
iptables-restore ok
iptables-save -c | grep -v '^#'
iptables-restore -c ok
iptables-save -c | grep -v '^#'
iptables -S -v
iptables-restore -n < ok
iptables -t nat -S
iptables-restore --noflush --table=nat ok
iptables -t nat -S
iptables-restore --test ok
iptables-restore -v ok
iptables-restore -T bogus ok
iptables -A INPUT -s 10.0.0.0/8
printf '*filter\n-D INPUT -s 10.0.0.0/8\n-A INPUT -s 11.0.0.0/8\n-I INPUT -s 12.0.0.0/8\n-I INPUT 2 -s 13.0.0.0/8\n-R INPUT 3 -s 14.0.0.0/8\n-C INPUT -s 13.0.0.0/8\n-N x\n-A INPUT -j x\n-P OUTPUT DROP\n-E x y\nCOMMIT\n' | iptables-restore -n
iptables -S
r() { printf "$1" > in; iptables-restore in; }
r '*filter\n-A INPUT -j NOPE\nCOMMIT\n'
r '*filter\n-A INPUT -p tcp --dport 99999 -j ACCEPT\nCOMMIT\n'
r '*filter\n-A NOPE -j ACCEPT\nCOMMIT\n'
r '*filter\n:x - [0:0]\n-A x -j ACCEPT\n-A INPUT -j DNAT --to 1.1.1.1\n-A x -j x\nCOMMIT\n'
r 'foo\n'
r '*filter\nfoo\nCOMMIT\n'
r '*bogus\nCOMMIT\n'
r '*filter\n:x\nCOMMIT\n'
r '*filter\n:INPUT FOO [0:0]\nCOMMIT\n'
r '*filter\n[1:2 -A INPUT\nCOMMIT\n'
r '*filter\n[1-2] -A INPUT\nCOMMIT\n'
r '*filter\n-A INPUT -j ACCEPT\n'
r 'COMMIT\n'
r '*filter\n*nat\nCOMMIT\n'
r '*filter\n-A INPUT -t nat -j ACCEPT\nCOMMIT\n'
r '*filter\n-w -A INPUT -j ACCEPT\nCOMMIT\n'
r '*filter\n-N x\n-A x -j RETURN\n-I INPUT -j x\n-D INPUT 9\nCOMMIT\n'
r '*filter\n:x - [0:0]\n:x - [0:0]\n-A INPUT -j x\n-X x\nCOMMIT\n'
r '*\nCOMMIT\n'
r '*filter\n:\nCOMMIT\n'
r '*filter\n:12345678901234567890123456789 - [0:0]\nCOMMIT\n'
r '*filter\n:DROP - [0:0]\nCOMMIT\n'
r ' *filter\nCOMMIT\n'
r '*filter\nCOMMIT \n'
r '*nat\n-A INPUT -j DROP\nCOMMIT\n'
r '*filter\n-D INPUT -j ACCEPT\nCOMMIT\n'
r '*filter\n-C INPUT -j ACCEPT\nCOMMIT\n'
r '*filter\n:a - [0:0]\n:b - [0:0]\n-A a -j b\n-A b -j a\n-A INPUT -j a\nCOMMIT\n'
r '*filter\n-I INPUT 5 -j ACCEPT\nCOMMIT\n'
r '*filter\n-X nope\nCOMMIT\n'
r '*filter\n-E a b\nCOMMIT\n'
r '*filter\n-R INPUT 1 -j DROP\nCOMMIT\n'
r '*filter\n-P INPUT FOO\nCOMMIT\n'
r '*filter\n-A INPUT -j ACCEPT -m nonsense\nCOMMIT\n'
iptables -S
r '*filter\n-A INPUT\nCOMMIT\n*filter\n-A INPUT -s 1.1.1.1,2.2.2.2 -j DROP\nCOMMIT\nfoo\n'
iptables -S
r '*filter\n -A INPUT -j ACCEPT\n\t-A INPUT -j DROP\n-6 -A INPUT\n-4 -A INPUT -j LOG\nCOMMIT\n'
iptables -S
r '*filter\n-A INPUT -m comment --comment "a b\nCOMMIT\n'
iptables-save | grep -v '^#'
r '*filter\n-P FORWARD DROP\n-F\nCOMMIT\n'
iptables -S
iptables-restore -x
iptables-restore nosuch
iptables-restore a b
iptables-restore -V
iptables-restore -w 5 ok
iptables-restore -h
iptables-restore -T
iptables-restore --bogus
iptables-save -x
iptables-save -t
iptables-save --counters --table filter | grep -v '^#'
iptables-save -t foo
iptables-save bogus
iptables-save --bogus
iptables-save -f /nosuch/x
iptables-save -f out; grep -v '^#' out
iptables-save -V
ip6tables-save
ip6tables-restore ok
ip6tables-restore -V
