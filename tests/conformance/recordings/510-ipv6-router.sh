# An IPv6 router: anycast routes, flow labels of ICMPv6, who is known by a router solicitation
ip netns add h; ip netns add r
ip link add h0 netns h address 02:00:00:00:00:01 type veth peer name r0 netns r address 02:00:00:00:00:02
ip -n h link set lo up; ip -n r link set lo up
ip netns exec r sysctl -w net.ipv6.conf.all.forwarding=1
ip -n r addr add fd00:a::1/64 dev r0 nodad
ip -n r addr add fd00:b::1/127 dev r0 nodad
ip -n h addr add fd00:a::2/64 dev h0 nodad
ip -n r link set r0 up
ip -n h link set h0 up
sleep 3
ip -n r -6 route show table local
ip -n h -6 route show table local
ip -n r -6 neigh
ip -n h -6 neigh
ip -n r -6 addr add fd00:a::5/64 dev r0 nodad
ip -n r -6 route show table local | grep anycast
ip -n r -6 addr del fd00:a::1/64 dev r0
ip -n r -6 route show table local | grep anycast
ip -n r -6 addr del fd00:a::5/64 dev r0
ip -n r -6 route show table local | grep anycast
ip netns exec r sysctl -w net.ipv6.conf.r0.forwarding=0
ip -n r -6 route show table local | grep anycast
ip netns exec r sysctl -w net.ipv6.conf.r0.forwarding=1
ip -n r -6 route show type anycast table local
ip -n r -6 addr add fd00:a::1/64 dev r0 nodad
ip netns exec r tcpdump -i r0 -nn -l -v 'ip6[40] == 1 or ip6[40] == 128 or ip6[40] == 129 or ip6 proto 44' > t 2>/dev/null &
sleep 1
ip netns exec h ping -c 2 -i 0.3 fd00:a::1 > p
ip netns exec h ping -c 1 -s 2000 fd00:a::1 > p
echo x | ip netns exec h nc -6 -u -w1 fd00:a::1 99
ip netns exec h ping -c 1 -I h0 ff02::1 > p
sleep 1
kill %1
sed 's/^[0-9:.]* //; s/frag (0x[0-9a-f]*/frag (ID/; s/label 0x[0-9a-f]*/label L/; s/, id [0-9]*/, id N/' t
sed -n 's/.*flowlabel \(0x[0-9a-f]*\).*echo request.*/\1/p' t | sort -u | wc -l
ip netns exec h sysctl -w net.ipv6.conf.h0.disable_ipv6=1
ip -n h -6 neigh add fd00:a::7 lladdr 02:00:00:00:00:77 dev h0
ip -n h neigh add 10.0.0.7 lladdr 02:00:00:00:00:77 dev h0
ip -n h -6 neigh add proxy fd00:a::8 dev h0
ip -n h -6 neigh show proxy
ip -n h neigh
