# /proc/net/fib_trie: how a container without ip finds its addresses, and the tree behind the tables
cat /proc/net/fib_trie
ip netns add bare; ip netns exec bare cat /proc/net/fib_trie; ip netns exec bare cat /proc/net/fib_triestat
ip link add a0 address 02:00:00:00:00:01 type veth peer name a1 address 02:00:00:00:00:02
ip addr add 10.244.1.5/24 dev a0
cat /proc/net/fib_trie
ip link set a0 up; ip link set a1 up
cat /proc/net/fib_trie
awk '/32 host LOCAL/ { print f } { f = $2 }' /proc/net/fib_trie | sort -u
ip route add default via 10.244.1.1
ip route add 10.96.0.0/12 via 10.244.1.1
ip route add 10.244.0.0/16 via 10.244.1.1 metric 50
ip route add 10.244.0.0/16 via 10.244.1.2 metric 60
ip route add blackhole 10.244.7.0/26
ip route add unreachable 172.16.0.0/12
ip route add prohibit 192.168.4.0/22 tos 0x10
ip route add throw 192.168.4.0/22
cat /proc/net/fib_trie
cat /proc/net/fib_triestat
for i in $(seq 1 40); do ip route add 10.244.$i.0/24 via 10.244.1.1 2> /dev/null; done
cat /proc/net/fib_trie | head -80
cat /proc/net/fib_triestat
for i in 1 2 3 5 8 13 21 34 55 89 144 233; do ip addr add 192.0.2.$i/32 dev lo; ip route add 198.51.$i.0/24 dev a0; done
cat /proc/net/fib_trie
ip route add 10.1.0.0/16 via 10.244.1.1 table 100
cat /proc/net/fib_trie | grep -A4 Id
ip rule add from 10.9.9.9 table 100
cat /proc/net/fib_trie | head -60
cat /proc/net/fib_triestat
grep -c LOCAL /proc/net/fib_trie
cat /proc/net/route | cut -f1-4
