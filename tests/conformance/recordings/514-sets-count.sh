# ipset in rules: exceptions, counters of members, SET with add and del
for n in a b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a type veth peer name eth0 netns b
for i in 1 3 4 5 9; do ip -n a addr add 10.0.0.$i/24 dev eth0; done
ip -n b addr add 10.0.0.2/24 dev eth0
ip -n a link set eth0 up; ip -n b link set eth0 up
sleep 1
B="ip netns exec b"
A="ip netns exec a"
list() { $B ipset list $1 | sed 1,/Members/d | sort; }
hits() { $B iptables -nvL INPUT | tail -n +3; }
ping1() { $A ping -I 10.0.0.$1 -c ${2:-1} -i 0.2 -W 1 10.0.0.2 | tail -2 | head -1; }
$B ipset create nets hash:net counters
$B ipset add nets 10.0.0.0/29
$B ipset add nets 10.0.0.5 nomatch
$B ipset create hosts hash:ip counters
$B ipset add hosts 10.0.0.1
$B ipset add hosts 10.0.0.3 packets 5 bytes 1000
$B ipset create nocount hash:ip
$B ipset add nocount 10.0.0.1
$B ipset create all list:set counters
$B ipset add all hosts
$B ipset add all nets
$B iptables -A INPUT -m set --match-set nets src --return-nomatch -j ACCEPT
$B iptables -A INPUT -m set ! --match-set nets src --return-nomatch -j ACCEPT
$B iptables -L INPUT -n
$B iptables -S INPUT
ping1 1; ping1 5; ping1 9
hits
list nets
$B iptables -F
$B iptables -A INPUT -m set --match-set hosts src --packets-gt 3
$B iptables -A INPUT -m set --match-set hosts src --packets-lt 3 --bytes-gt 100
$B iptables -A INPUT -m set --match-set hosts src --packets-eq 8
$B iptables -A INPUT -m set --match-set hosts src ! --packets-eq 2 ! --update-counters
$B iptables -A INPUT -m set --match-set hosts src ! --bytes-eq 84 ! --update-subcounters
$B iptables -A INPUT -m set --match-set nocount src --packets-gt 100
$B iptables -A INPUT -m set --match-set all src
$B iptables -A INPUT -m set --match-set all src ! --update-counters
$B iptables -A INPUT -m set --match-set all src ! --update-subcounters
$B iptables -A INPUT -m set --match-set all src --packets-gt 4
$B iptables -S INPUT
$B iptables -L INPUT
$B iptables-save | grep -v "^#"
ping1 1; ping1 3; ping1 5
hits
list hosts; list nets; list all
ping1 1 3
hits
list hosts; list nets; list all
$B nft list chain ip filter INPUT | grep -v '^\(table\|}\)'
$B iptables -D INPUT -m set --match-set hosts src --packets-eq 8; echo $?
$B iptables -C INPUT -m set --match-set hosts src --packets-gt 3; echo $?
$B iptables -C INPUT -m set --match-set hosts src --packets-gt 4; echo $?
$B iptables -F
$B ipset create from hash:ip counters timeout 100
$B ipset create to hash:ip counters
$B ipset create pp hash:ip,port counters
$B ipset add to 10.0.0.1
$B iptables -A INPUT -j SET --add-set from src --del-set to src
$B iptables -A INPUT -p tcp -j SET --add-set pp src,dst --exist
$B iptables -A INPUT -p icmp -j SET --del-set nocount src
$B iptables -A INPUT -j SET --add-set hosts src --exist
$B iptables -A INPUT -j SET --add-set all src
$B iptables -S INPUT
$B iptables -L INPUT
ping1 1 2; ping1 9
list from | sed 's/timeout [0-9]*/timeout N/'; list to; list nocount; list hosts; list nets
$A nc -z -w 1 10.0.0.2 80; $A nc -z -w 1 10.0.0.2 80; list pp
$B ipset add hosts 10.0.0.1 -exist; list hosts
$B ipset add hosts 10.0.0.1 packets 3 -exist; list hosts
$B iptables -F
$B iptables -A INPUT -m set --match-set nets src --packets-gt 1 --packets-lt 5 -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src --packets-gt x -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src --packets-gt -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src --update-counters -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src --update-subcounters -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src ! --return-nomatch -j ACCEPT
$B iptables -A INPUT -m set --return-nomatch -j ACCEPT
$B iptables -A INPUT -m set --packets-gt 3 -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src ! --packets-gt 3 -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src ! --bytes-lt 3 -j ACCEPT
$B iptables -A INPUT -m set --match-set hosts src --return-nomatch -j ACCEPT
$B iptables -A INPUT -m set --match-set nets src,dst,src,dst,src,dst,src -j ACCEPT
$B iptables -A INPUT -m set --match-set nets -j ACCEPT
$B iptables -A INPUT -m set --match-set averyveryverylongnamethatisnotpossible src -j ACCEPT
$B iptables -A INPUT -j SET --add-set from src --timeout 10
$B iptables -A INPUT -j SET --add-set from src --timeout 10 --exist --del-set to dst
$B iptables -A INPUT -j SET --add-set from src --add-set to src
$B iptables -A INPUT -j SET --del-set from src --timeout 3
$B iptables -A INPUT -j SET --del-set from src --exist
$B iptables -A INPUT -j SET --exist
$B iptables -A INPUT -j SET --add-set nope src
$B iptables -A INPUT -j SET --add-set from
$B iptables -A INPUT -j SET --add-set from source
$B iptables -A INPUT -j SET --add-set from src --timeout foo
$B iptables -A INPUT -j SET --add-set from src --timeout 99999999999
$B iptables -S INPUT
$B iptables -F; for i in 1 2 3; do $B ipset destroy && break; sleep 1; done; $B ipset list -n; echo $?
