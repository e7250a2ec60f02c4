# a - r1 - r2 - b: two routers in a row
for n in a r1 r2 b; do ip netns add $n; ip -n $n link set lo up; done
ip link add e0 netns a address 0a:00:00:00:01:01 type veth peer name e0 netns r1 address 0a:00:00:00:01:02
ip link add e1 netns r1 address 0a:00:00:00:02:01 type veth peer name e0 netns r2 address 0a:00:00:00:02:02
ip link add e1 netns r2 address 0a:00:00:00:03:01 type veth peer name e0 netns b address 0a:00:00:00:03:02
ip -n a addr add 10.1.0.1/24 dev e0; ip -n r1 addr add 10.1.0.254/24 dev e0
ip -n r1 addr add 10.2.0.1/24 dev e1; ip -n r2 addr add 10.2.0.2/24 dev e0
ip -n r2 addr add 10.3.0.254/24 dev e1; ip -n b addr add 10.3.0.1/24 dev e0
for l in a.e0 r1.e0 r1.e1 r2.e0 r2.e1 b.e0; do ip -n ${l%.*} link set ${l#*.} up; done
ip -n a route add default via 10.1.0.254; ip -n b route add default via 10.3.0.254
ip -n r1 route add 10.3.0.0/24 via 10.2.0.2; ip -n r2 route add 10.1.0.0/24 via 10.2.0.1
for n in r1 r2; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
sleep 3
ip netns exec a ping -c 1 10.3.0.1
# cut by the sender, put together by the receiver
ip netns exec b tcpdump -nn -v -i e0 -w b.pcap icmp 2>/dev/null &
sleep 1
ip netns exec a ping -c 1 -s 4000 10.3.0.1
ip netns exec a ping -c 1 -s 1473 10.3.0.1
ip netns exec a ping -c 1 -s 65507 10.3.0.1 | tail -3
ip netns exec a ping -c 1 -s 65508 10.3.0.1
sleep 2
kill %1; wait
tcpdump -nn -r b.pcap 2>/dev/null | sed 's/^[0-9:.]* //' | head -14
tcpdump -nn -v -r b.pcap 2>/dev/null | sed 's/^[0-9:.]* //; s/id [0-9]*,/id N,/' | head -12
tcpdump -nn -r b.pcap 'ip[6:2] & 0x1fff != 0' 2>/dev/null | wc -l
ip netns exec a nstat -az 'Ip*' | grep -E 'Reasm|Frag|IpOutRequests|IpOutTransmits|InDelivers'
ip netns exec r1 nstat -az 'Ip*' | grep -E 'Reasm|Frag|Forw'
ip netns exec b grep ^Ip: /proc/net/snmp
# cut on the way: only the hop behind r1 is small
ip -n r1 link set e1 mtu 1000
ip netns exec a ping -c 1 -M dont -s 1472 10.3.0.1
ip netns exec a ping -c 1 -M dont -s 3000 10.3.0.1
ip netns exec r1 nstat -az 'IpFrag*'
# not allowed to be cut
ip netns exec a ping -c 2 -i 0.2 -M do -s 1000 10.3.0.1
ip netns exec a ping -c 1 -M do -s 972 10.3.0.1
ip netns exec a ping -c 1 -M do -s 973 10.3.0.1
ip netns exec a ping -c 1 -M want -s 3000 10.3.0.1
ip netns exec a ping -c 1 -M do -s 2000 10.1.0.254
ip netns exec a ping -c 1 -M probe -s 1472 10.3.0.1
ip netns exec a ping -c 1 -M bogus 10.3.0.1
ip netns exec a ping -c 1 -M do -s 1472 -q 10.1.0.254
ip netns exec r1 nstat -az 'IpFrag*' 'IcmpOutDest*'
ip netns exec a nstat -az 'Icmp*InDest*' 'IpFrag*'
# as small as a link may be
ip -n r1 link set e1 mtu 68
ip -n r1 link set e1 mtu 67
ip netns exec a ip route flush cache
ip netns exec a ping -c 1 -M dont -s 56 10.3.0.1
ip netns exec a ping -c 1 -M dont -s 1400 10.3.0.1
ip netns exec a ping -c 1 -M do -s 56 10.3.0.1
ip netns exec a ping -c 1 -M do -s 40 10.3.0.1
ip -n a route get 10.3.0.1
ip netns exec r1 nstat -az 'IpFrag*'
# the sender's own link
ip netns del b
ip -n a link set e0 mtu 576
ip netns exec a ping -c 1 -s 1000 10.1.0.254
ip netns exec a ping -c 1 -M do -s 1000 10.1.0.254
ip netns exec a ping -c 1 -M do -s 548 10.1.0.254
