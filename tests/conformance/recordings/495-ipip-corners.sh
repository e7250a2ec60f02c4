# oracle: uml
# oracle: modules ipip veth dummy
# IPIP: ttl, tos, pmtudisc, change, show forms, errors, two tunnels, MTU, tcpdump -v
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for n in a b; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n $n link set lo up; done
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
ip -n a link set eth0 up; ip -n b link set eth0 up; ip -n a addr add 192.0.2.1/24 dev eth0; ip -n b addr add 192.0.2.2/24 dev eth0
ip -n a tunnel add t1 mode ipip local 192.0.2.1 remote 192.0.2.2 ttl 64 dev eth0
ip -n a tunnel show
ip -n a tunnel show t1
ip -n a -s tunnel show t1
ip -n a -d link show t1
ip -n a -j -d link show t1
ip -n a -d tunnel show t1
ip -n a -j tunnel show
ip -n a tunnel list t1
ip -n a tunnel show dev eth0
ip -n a tunnel show mode ipip
ip -n a tunnel show remote 192.0.2.2
ip -n a tunnel add t1 mode ipip local 192.0.2.1 remote 192.0.2.2
ip -n a tunnel add t2 mode ipip local 192.0.2.1 remote 192.0.2.2 ttl 64 dev eth0
ip -n a tunnel add t2 mode ipip local 192.0.2.1 remote 192.0.2.3 tos 0x10
ip -n a tunnel add t3 mode ipip local 192.0.2.1 nopmtudisc ttl 5
ip -n a tunnel add t3 mode ipip local 192.0.2.1 remote 192.0.2.4 nopmtudisc
ip -n a tunnel add t4 mode ipip remote 192.0.2.5 ttl 256
ip -n a tunnel add t4 mode ipip remote x
ip -n a tunnel add t4 mode bogus remote 192.0.2.5
ip -n a tunnel add t4 remote 192.0.2.5
ip -n a tunnel add mode ipip remote 192.0.2.6
ip -n a tunnel add t5 mode ipip remote 192.0.2.7 key 5
ip -n a tunnel add t6 mode ipip dev nope
ip -n a tunnel show
ip -n a tunnel change t2 ttl 9
ip -n a tunnel change t2 tos inherit
ip -n a tunnel change nope ttl 9
ip -n a tunnel show t2
ip -n a tunnel del nope
ip -n a tunnel del t2
ip -n a tunnel bogus
ip -n a tunnel show nope
ip -n b link add t1 type ipip local 192.0.2.2 remote 192.0.2.1 ttl 10
ip -n b -d link show t1
ip -n b link add t7 type ipip remote 192.0.2.9 tos inherit nopmtudisc
ip -n b -d link show t7 | tail -1 | cut -c 1-70
ip -n b link add t8 type ipip remote 192.0.2.1 local 192.0.2.2 ttl 10
ip -n b link add t8 type ipip mode ip4ip4 remote 192.0.2.11
ip -n b link add t9 type ipip mode bogus
ip -n b link add t9 type ipip ttl x
ip -n b link set t7 type ipip ttl 33 remote 192.0.2.10
ip -n b -d link show t7 | tail -1 | cut -c 1-70
ip -n b link set t7 type ipip pmtudisc
ip -n b -br link
ip -n a addr add 10.8.0.1/30 dev t1; ip -n b addr add 10.8.0.2/30 dev t1; ip -n a link set t1 up; ip -n b link set t1 up
ip -n a addr show t1
ip -n a route
ip netns exec b tcpdump -i eth0 -nn -v -t -c 2 ip proto 4 > v.txt 2>/dev/null &
sleep 1; ip netns exec a ping -c 1 10.8.0.2; wait; sed 's/id [0-9]*/id N/g' v.txt
ip netns exec b tcpdump -i eth0 -nn -e -t -q -c 2 proto ipip > v.txt 2>/dev/null &
sleep 1; ip netns exec a ping -q -c 1 -t 7 -Q 0x20 10.8.0.2 > /dev/null; wait; sed 's/id [0-9]*/id N/g' v.txt
ip netns exec b tcpdump -i t1 -nn -t -c 2 > v.txt 2>&1 &
sleep 1; ip netns exec a ping -q -c 1 10.8.0.2 > /dev/null; wait; sed 's/id [0-9]*/id N/g' v.txt
ip netns exec a ping -c 1 -M do -s 1453 10.8.0.2
ip netns exec a ping -c 1 -s 3000 10.8.0.2
ip -n a link set t1 mtu 1400; ip netns exec a ping -c 1 -M do -s 1400 10.8.0.2
ip -n a link set eth0 mtu 1400; ip -n a link show t1 | head -1; ip netns exec a ping -c 1 -W 1 -M do -s 1372 10.8.0.2; ip netns exec a ping -c 1 -W 1 -M do -s 1372 10.8.0.2; ip -n a route get 10.8.0.2
ip -n a -s link show t1
ip -n b link set t1 down
ip netns exec a ping -c 1 -W 1 10.8.0.2
ip -n b link set t1 up; ip -n b route add 10.99.0.0/16 dev t1; ip -n b route get 10.99.0.1
ip -n a route add 10.98.0.0/16 via 10.8.0.2 dev t1; ip -n a route add 10.97.0.0/16 via 192.0.2.2 dev t1; ip -n a route add 10.97.0.0/16 via 192.0.2.2 dev t1 onlink; ip -n a route
ip -n a link set tunl0 up; ip -n a addr add 10.77.0.1/32 dev tunl0; ip -n a route add 10.77.1.0/24 via 192.0.2.2 dev tunl0 onlink; ip -n a route get 10.77.1.1; ip -n a tunnel show tunl0; ip -n a link del tunl0
ip -n a neigh add 10.8.0.9 lladdr 192.0.2.9 dev t1; ip -n a neigh show dev t1
ip -n a link set t1 name tt; ip -n a tunnel show tt; ip -n a link del tt; ip -n a tunnel show
ip -n a link set eth0 down; ip -n a -br link; ip -n a link del eth0; ip -n a -br link; ip -n a tunnel
