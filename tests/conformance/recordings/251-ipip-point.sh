# IPIP tunnels with remotes: which one receives, what is sent where, mixes with plain routes
# oracle: uml
# oracle: modules ipip veth
for n in a b c; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add sw type bridge
ip link set sw up
j=1; for n in a b c; do ip link add p$n type veth peer name eth0 netns $n address 52:54:00:00:00:0$j; ip link set p$n master sw up; ip -n $n addr add 192.168.1.$j/24 dev eth0; ip -n $n link set eth0 up; j=$((j+1)); done
ip -n a tunnel add ab mode ipip local 192.168.1.1 remote 192.168.1.2
ip -n b tunnel add ba mode ipip local 192.168.1.2 remote 192.168.1.1 ttl 17
ip -n a addr add 10.1.0.1/30 dev ab
ip -n b addr add 10.1.0.2/30 dev ba
ip -n a link set ab up
ip -n b link set ba up
ip -n a -br addr
ip -n a route
ip netns exec a ping -c 1 10.1.0.2
ip -n a -s link show ab
ip -n b -s link show ba
ip -n b -s link show tunl0
# the same from c, which b has no tunnel for
ip -n c tunnel add cb mode ipip local 192.168.1.3 remote 192.168.1.2
ip -n c addr add 10.3.0.1/30 dev cb
ip -n c link set cb up
ip netns exec c tcpdump -i eth0 -nn -l -c 2 'icmp or ip proto 4' > cap.txt 2>/dev/null &
sleep 1
ip netns exec c ping -c 1 -W 1 10.3.0.2
wait; cat cap.txt
# tunl0 takes what no tunnel with a remote takes
ip -n b link set tunl0 up
ip -n b addr add 10.3.0.2/32 dev tunl0
ip -n b route add 10.3.0.0/30 via 192.168.1.3 dev tunl0 onlink
ip netns exec c ping -c 1 -W 1 10.3.0.2
ip -n b -s link show tunl0
# one with a remote and no local, one with a local and no remote
ip -n b tunnel add anylocal mode ipip remote 192.168.1.3
ip -n b link set anylocal up
ip netns exec c ping -c 1 -W 1 10.3.0.2
ip -n b -s link show anylocal | head -4
ip -n b tunnel add anyremote mode ipip local 192.168.1.2
ip -n b link set anyremote up
ip -n b tunnel show
ip netns exec c ping -c 1 -W 1 10.3.0.2
ip -n b tunnel del anylocal
ip netns exec c ping -c 1 -W 1 10.3.0.2
ip -n b -s link show anyremote | head -4
# TTL of the outer header: inherited at a, 17 at b
ip netns exec a tcpdump -i eth0 -nn -v -c 2 ip proto 4 > cap.txt 2>/dev/null &
sleep 1
ip netns exec a ping -c 1 -t 5 10.1.0.2
wait; grep -o 'ttl [0-9]*' cap.txt
# ECN and TOS
ip netns exec a tcpdump -i eth0 -nn -v -c 1 ip proto 4 > cap.txt 2>/dev/null &
sleep 1
ip netns exec a ping -c 1 -Q 0x13 10.1.0.2
wait; grep -o 'tos 0x[0-9a-f]*,*[A-Z()01]*' cap.txt
ip -n a tunnel change ab tos inherit
ip netns exec a tcpdump -i eth0 -nn -v -c 1 ip proto 4 > cap.txt 2>/dev/null &
sleep 1
ip netns exec a ping -c 1 -Q 0x12 10.1.0.2
wait; grep -o 'tos 0x[0-9a-f]*,*[A-Z()01]*' cap.txt
# MTU and fragments
ip netns exec a ping -c 1 -W 1 -M do -s 1453 10.1.0.2
ip netns exec a ping -c 1 -W 1 -s 3000 10.1.0.2
ip -n a link set ab mtu 1500
ip netns exec a ping -c 1 -W 1 -M do -s 1472 10.1.0.2
ip netns exec a ping -c 1 -W 1 -s 1472 10.1.0.2
ip -n a link set ab type ipip local 192.168.1.1 remote 192.168.1.2 nopmtudisc
ip -n a route flush cache
ip -n a -d link show ab | sed -n 3p | cut -c1-80
ip netns exec a ping -c 1 -W 1 -M do -s 1472 10.1.0.2
ip netns exec a ping -c 1 -W 1 -s 1472 10.1.0.2
# inside IPIP inside IPIP, and a tunnel through itself
ip -n a tunnel add in mode ipip local 10.1.0.1 remote 10.1.0.2
ip -n b tunnel add in mode ipip local 10.1.0.2 remote 10.1.0.1
ip -n a addr add 10.7.0.1/30 dev in
ip -n b addr add 10.7.0.2/30 dev in
ip -n a link set in up
ip -n b link set in up
ip -n a -br link
ip -n a link show in | head -1
ip netns exec a tcpdump -i eth0 -nn -c 2 ip proto 4 > cap.txt 2>/dev/null &
sleep 1
ip netns exec a ping -c 1 -W 1 10.7.0.2
wait; cat cap.txt
ip -n a tunnel add self mode ipip local 192.168.1.1 remote 10.66.0.1
ip -n a link set self up
ip -n a route add 10.66.0.0/24 dev self
ip netns exec a ping -c 1 -W 1 10.66.0.9
ip -n a -s -s link show self
# the tunnel's device in another namespace
ip netns add pod
ip -n a tunnel add mv mode ipip local 192.168.1.1 remote 192.168.1.3
ip -n a link set mv netns pod
ip -n c tunnel add mv mode ipip local 192.168.1.3 remote 192.168.1.1
ip -n pod addr add 10.5.0.1/30 dev mv
ip -n pod link set mv up
ip -n c addr add 10.5.0.2/30 dev mv
ip -n c link set mv up
ip -n pod -d link show mv
ip -n a tunnel show mv
ip -n pod tunnel show
ip netns exec pod ping -c 1 -W 1 10.5.0.2
