# ipset in rules: match, SET, timeouts, references, swap
for n in a b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a type veth peer name eth0 netns b
for i in 1 3 4 5; do ip -n a addr add 10.0.0.$i/24 dev eth0; done
ip -n b addr add 10.0.0.2/24 dev eth0
ip -n a link set eth0 up; ip -n b link set eth0 up
sleep 2
B="ip netns exec b"
A="ip netns exec a"
$B ipset create good hash:ip
$B ipset add good 10.0.0.1
$B ipset create nets hash:net counters comment
$B ipset add nets 10.0.0.4/31 comment "four and five"
$B ipset add nets 10.0.0.5 nomatch
$B ipset create ports bitmap:port range 0-1024
$B ipset add ports 80
$B ipset create seen hash:ip timeout 60 counters
$B ipset create pairs hash:ip,port
$B iptables -A INPUT -p icmp -m set --match-set good src -j ACCEPT
$B iptables -A INPUT -p icmp -m set --match-set nets src -j ACCEPT
$B iptables -A INPUT -p tcp -m set ! --match-set ports dst -j SET --add-set pairs src,dst
$B iptables -A INPUT -p icmp -j SET --add-set seen src --exist --timeout 30
$B iptables -A INPUT -p icmp -j DROP
$B iptables -A INPUT -p tcp -m set --match-set ports dst -j REJECT --reject-with tcp-reset
$B iptables -S INPUT
$B iptables -L INPUT
for i in 1 3 4 5; do $A ping -I 10.0.0.$i -c 1 -W 1 10.0.0.2 | tail -2 | head -1; done
$A nc -zv -w 1 10.0.0.2 80
$A nc -zv -w 1 -s 10.0.0.3 10.0.0.2 443
$A nc -zv -w 1 -s 10.0.0.4 10.0.0.2 8443
$B ipset list nets | sed 's/initval 0x[0-9a-f]*/initval X/' | sort
$B ipset list seen | sed 's/timeout [0-9]* p/timeout N p/' | grep -v Size | sort | sed 's/initval 0x[0-9a-f]*/initval X/'
$B ipset list pairs -o plain | tail -2 | sort
$B ipset test good 10.0.0.1
$B ipset test good 10.0.0.9
$B ipset test nets 10.0.0.4
$B ipset test nets 10.0.0.5
$B ipset destroy good
$B ipset create other hash:ip
$B ipset add other 10.0.0.3
$B ipset swap good other
$A ping -I 10.0.0.3 -c 1 -W 1 10.0.0.2 | tail -2 | head -1
$A ping -I 10.0.0.1 -c 1 -W 1 10.0.0.2 | tail -2 | head -1
$B ipset swap good nets
$B ipset rename good better
$B ipset rename other old
$B ipset destroy old
$B ipset list -n
$B ipset -L -t good | sed 's/initval 0x[0-9a-f]*/initval X/'
$B ipset flush good
$B ipset save good | sed 's/initval 0x[0-9a-f]*/initval X/'
$B ipset save nets | sed 's/initval 0x[0-9a-f]*/initval X/' | sort
$B ipset add good 10.0.0.300
$B ipset add good nosuchhost
$B ipset add nope 10.0.0.1
$B ipset add good 10.0.0.1; $B ipset add good 10.0.0.1; $B ipset add good 10.0.0.1 -exist; echo $?
$B ipset del good 10.0.0.77
$B ipset del good 10.0.0.77 -exist; echo $?
$B ipset add good 10.0.0.8/30
$B ipset add good 10.0.0.20-10.0.0.22
$B ipset list good | tail -8 | sort
$B ipset add ports 2000
$B ipset add ports 22-24
$B ipset add ports ssh
$B ipset list ports | sed 's/initval 0x[0-9a-f]*/initval X/'
$B ipset create good hash:ip
$B ipset create good hash:ip -exist; echo $?
$B ipset create bad hash:foo
$B ipset create ll list:set size 4
$B ipset add ll good; $B ipset add ll nets before good; $B ipset add ll ports after nets
$B ipset add ll ll
$B ipset list ll | sed 's/initval 0x[0-9a-f]*/initval X/'
$B iptables -I INPUT -m set --match-set ll src,dst -j ACCEPT
$B iptables -I INPUT -m set --match-set missing src -j ACCEPT
$B iptables -I INPUT -m set --match-set good -j ACCEPT
$B iptables -I INPUT -m set --match-set good foo -j ACCEPT
$B iptables -I INPUT -m set --match-set nets src --return-nomatch -j ACCEPT
$B iptables -I INPUT -m set --match-set nets src --packets-gt 1 ! --bytes-lt 200 -j ACCEPT
$B iptables -A INPUT -j SET --add-set good src --del-set nets dst
$B iptables -A INPUT -j SET
$B iptables -S INPUT
$B nft list chain ip filter INPUT
$B ipset destroy
$B iptables -F; $B ipset destroy; $B ipset list -n; echo $?
