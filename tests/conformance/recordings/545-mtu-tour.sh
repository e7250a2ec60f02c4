# fragments, MTU, path MTU, TTL and routing loops
for n in a r1 r2 b; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
wire() { ip link add $2 netns $1 type veth peer name $4 netns $3; ip -n $1 addr add $5 dev $2; ip -n $3 addr add $6 dev $4; ip -n $1 link set $2 up mtu ${7:-1500}; ip -n $3 link set $4 up mtu ${7:-1500}; }
wire a up r1 down 10.1.0.2/24 10.1.0.1/24
wire r1 up r2 down 10.12.0.1/30 10.12.0.2/30 1300
wire r2 up b down 10.2.0.1/24 10.2.0.2/24 1400
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.2.0.1
ip -n r1 route add 10.2.0.0/24 via 10.12.0.2; ip -n r2 route add 10.1.0.0/24 via 10.12.0.1
ip netns exec a ping -c 2 -i 0.2 10.2.0.2
ip netns exec a ping -c 2 -i 0.2 -s 1400 10.2.0.2
ip -n a route get 10.2.0.2
ip netns exec a ping -c 2 -i 0.2 -s 1400 10.2.0.2
ip netns exec a ping -c 1 -M do -s 1273 10.2.0.2
ip netns exec a ping -c 1 -M do -s 1272 10.2.0.2
ip netns exec a ping -c 1 -M want -s 3000 10.2.0.2
ip netns exec a ping -c 1 -M dont -s 3000 10.2.0.2
ip netns exec a ping -c 1 -M probe -s 1400 10.2.0.2
ip netns exec a ping -c 1 -M bogus 10.2.0.2
ip route flush cache; ip -n a route flush cache; ip -n a route get 10.2.0.2
ip netns exec a tracepath -n 10.2.0.2 | grep -o -e '^ *[0-9]*[?]*: *[^ ]*' -e 'pmtu [0-9]*' -e 'Resume.*'
ip netns exec a traceroute -n -q 1 10.2.0.2 | cut -d. -f1-4
ip netns exec a traceroute -n -q 1 -F 10.2.0.2 1400 | cut -c1-30
ip netns exec a traceroute -n -q 1 --mtu 10.2.0.2 | sed 's/[0-9.]* ms/T ms/'
ip netns exec b tcpdump -i down -nn -c 4 -w frag.pcap 2> /dev/null &
sleep 1
ip netns exec a ping -c 1 -M dont -s 3000 10.2.0.2 > /dev/null
sleep 1; kill %1 2>/dev/null; wait
tcpdump -nn -t -r frag.pcap
tcpdump -nn -t -v -r frag.pcap | sed 's/id [0-9]*, off/id I, off/'
tcpdump -nn -t -r frag.pcap 'ip[6] & 0x20 != 0'
tcpdump -nn -t -r frag.pcap 'icmp'
tcpdump -nn -t -r frag.pcap 'icmp[icmptype] = 8'
ip netns exec b nstat -az | grep -E 'IpReasm(Reqds|OKs|Fails)|IpFrag'
ip netns exec r1 nstat -az | grep -E 'IpFrag|IcmpOutDest'
ip netns exec r1 cat /proc/net/snmp | grep ^Ip: | cut -d' ' -f1-11
ip -n r1 route replace 10.2.0.0/24 via 10.12.0.2 mtu 1200; ip -n r1 route show 10.2.0.0/24
ip netns exec a ping -c 1 -M do -s 1250 10.2.0.2
ip -n r1 route replace 10.2.0.0/24 via 10.12.0.2 mtu lock 1200; ip -n r1 route show 10.2.0.0/24
ip -n r2 route replace 10.2.0.0/24 via 10.12.0.1
ip netns exec a ping -c 1 -W 1 10.2.0.9
ip netns exec a ping -c 1 -W 1 -t 5 10.2.0.9
ip netns exec a traceroute -n -q 1 -m 6 10.2.0.9 | cut -c1-20
ip -n r2 route del 10.2.0.0/24 via 10.12.0.1; ip -n r2 route
ip -n r2 route add 10.2.0.0/24 dev up
ip -n r2 route add unreachable 10.2.0.64/26; ip -n r2 route add prohibit 10.2.0.128/26; ip -n r2 route add blackhole 10.2.0.192/26; ip -n r2 route add throw 10.3.0.0/16
for i in 70 130 200; do ip netns exec a ping -c 1 -W 1 10.2.0.$i; done
ip netns exec a ping -c 1 -W 1 10.3.0.1
ip netns exec a traceroute -n -q 1 10.2.0.70 | cut -c1-40 | sed 's/[0-9.]* ms/T ms/'
ip netns exec a traceroute -n -q 1 10.2.0.130 | sed 's/[0-9.]* ms/T ms/'
for i in 70 130 200; do ip -n r2 route get 10.2.0.$i; done
ip -n r2 route
ip -n a link set up mtu 1000; ip netns exec a ping -c 1 -s 1200 -M do 10.2.0.2 | head -3; ip netns exec a ping -c 1 -s 1200 10.2.0.2 | head -2
ip -n a link set up mtu 68; ip -n a addr; ip netns exec a ping -c 1 -s 100 10.1.0.1 | head -2
