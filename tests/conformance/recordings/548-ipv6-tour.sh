# IPv6: addresses, ND on the wire, routing between two subnets
for n in a r b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a address 02:00:00:00:01:0a type veth peer name ra netns r address 02:00:00:00:01:fe
ip link add eth0 netns b address 02:00:00:00:02:0b type veth peer name rb netns r address 02:00:00:00:02:fe
ip netns exec a tcpdump -i eth0 -nn -w nd.pcap -U ip6 2>/dev/null &
sleep 0.5
ip -n a link set eth0 up; ip -n r link set ra up; ip -n r link set rb up; ip -n b link set eth0 up
ip -n a -6 addr show eth0
ip -n a addr add 2001:db8:1::a/64 dev eth0 nodad
ip -n r addr add 2001:db8:1::1/64 dev ra nodad
ip -n r addr add 2001:db8:2::1/64 dev rb nodad
ip -n b addr add 2001:db8:2::b/64 dev eth0 nodad
ip -n a -6 route add default via 2001:db8:1::1
ip -n b -6 route add default via fe80::ff:fe00:2fe dev eth0
sleep 3
ip -n a -6 addr
ip -n a -6 route
ip -n b -6 route show default
ip netns exec a ping -c 1 -W 1 2001:db8:2::b
ip netns exec r sysctl -w net.ipv6.conf.all.forwarding=1
ip netns exec a ping -c 2 -i 0.2 2001:db8:2::b
ip netns exec a ping -6 -c 1 -t 1 2001:db8:2::b
ip netns exec a ping -c 1 fe80::ff:fe00:1fe%eth0
ip netns exec a ping -c 1 fe80::ff:fe00:1fe
ip netns exec a ping -c 1 -I eth0 ff02::1
ip netns exec a ping -c 1 -W 1 2001:db8:3::1
ip netns exec a ping -c 1 -s 1452 -M do 2001:db8:2::b | head -2
ip netns exec a ping -c 1 -s 1453 -M do 2001:db8:2::b
ip netns exec a ping -4 -c 1 2001:db8:2::b
ip netns exec a ping -6 -c 1 10.0.0.1
ip netns exec a traceroute -6 -n -q 1 2001:db8:2::b
ip netns exec a tracepath -6 -n 2001:db8:2::b | grep -o -e '^ *[0-9]*: *[^ ]*' -e 'Resume.*'
ip -n a -6 route get 2001:db8:2::b
ip -n a -6 route get fe80::1 oif eth0
ip -n a -6 route get 2001:db8:1::77
ip -n a -6 route get ::1
ip -n a -j -6 route | jq -c '.[]'
ip -n a -6 maddr show dev eth0
ip -n a -br -6 addr
ip -n a -6 route add 2001:db8:9::/48 via 2001:db8:1::1 metric 50
ip -n a -6 route add 2001:db8:9::/48 via 2001:db8:7::1
ip -n a -6 route add unreachable 2001:db8:dead::/48
ip -n a -6 route add blackhole 2001:db8:dead:1::/64
ip -n a -6 route show
ip netns exec a ping -c1 2001:db8:dead::1
ip netns exec a ping -c1 2001:db8:dead:1::1
ip -n a -6 route del 2001:db8:9::/48
ip -n a -6 route del 2001:db8:9::/48
ip -n a addr add 2001:db8:1::a/64 dev eth0
ip -n a addr del 2001:db8:1::b/64 dev eth0
ip -n a addr add 2001:db8:5::1/129 dev eth0
ip -n a addr add 2001:db8:5:::1/64 dev eth0
ip netns exec a cat /proc/net/if_inet6 | sort
ip -n a -6 addr flush dev eth0 scope global
ip -n a -6 addr
ip -n a -6 route
sleep 1; kill -INT %1; wait
tcpdump -nn -t -r nd.pcap 'icmp6 and ip6[40] == 135'
tcpdump -nn -t -r nd.pcap 'icmp6 and ip6[40] == 136'
tcpdump -nn -t -v -r nd.pcap -c 3 'icmp6 and ip6[40] == 135'
tcpdump -nn -t -vv -r nd.pcap -c 2 'icmp6[0] == 136'
tcpdump -nn -t -v -r nd.pcap 'icmp6[icmp6type] = icmp6-routersolicit' -c 1
tcpdump -nn -t -v -r nd.pcap -c 1 'ip6 multicast and ip6[6] = 0'
tcpdump -nn -t -r nd.pcap 'icmp6 and (ip6[40] == 1 or ip6[40] == 3 or ip6[40] == 2)'
tcpdump -nn -t -e -r nd.pcap -c 2 'icmp6[icmp6type] = icmp6-echo'
tcpdump -nn -t -x -r nd.pcap -c 1 'icmp6[icmp6type] = icmp6-neighboradvert'
tcpdump -nn -t -q -r nd.pcap -c 2 'host 2001:db8:2::b'
tcpdump -nn -t -r nd.pcap 'ip6 host 2001:db8:2::b and not icmp6' -c 2 | sed 's/\.[3-6][0-9]\{4\} >/.P >/'
tcpdump -nn -t -r nd.pcap 'net 2001:db8:2::/64' -c 1
tcpdump -nn -t -r nd.pcap 'ip6 proto 58' -c 1
