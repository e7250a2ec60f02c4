# the same engine over IPv6: filter, REJECT, NAT, states, counters
for n in lan r wan; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns lan type veth peer name lan0 netns r
ip link add eth0 netns wan type veth peer name wan0 netns r
ip -n lan addr add fd00:1::10/64 dev eth0 nodad
ip -n r addr add fd00:1::1/64 dev lan0 nodad
ip -n r addr add 2001:db8::1/64 dev wan0 nodad
ip -n wan addr add 2001:db8::80/64 dev eth0 nodad
for d in lan:eth0 r:lan0 r:wan0 wan:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
ip netns exec r sysctl -q -w net.ipv6.conf.all.forwarding=1
ip -n lan -6 route add default via fd00:1::1
sleep 3
ip netns exec lan ping -c 1 -W 1 2001:db8::80
ip netns exec r ip6tables -t nat -A POSTROUTING -o wan0 -s fd00:1::/64 -j MASQUERADE
ip netns exec lan ping -c 2 -i 0.2 -W 1 2001:db8::80
ip netns exec r conntrack -L -f ipv6
ip netns exec r ip6tables -t nat -L POSTROUTING -n -v
ip netns exec r ip6tables -A FORWARD -p icmpv6 --icmpv6-type echo-request -j REJECT
ip netns exec lan ping -c 1 -W 1 2001:db8::80
ip netns exec r ip6tables -R FORWARD 1 -p icmpv6 -j REJECT --reject-with icmp6-adm-prohibited
ip netns exec lan ping -c 1 -W 1 2001:db8::80
ip netns exec r ip6tables -L FORWARD -n -v
ip netns exec r ip6tables -F FORWARD
ip netns exec wan nc -6 -lk 99 > /dev/null &
sleep 0.5
ip netns exec lan nc -v -w 1 2001:db8::80 99 < /dev/null; echo "exit $?"
ip netns exec r ip6tables -A FORWARD -p tcp --dport 99 -j REJECT --reject-with tcp-reset
ip netns exec lan nc -v -w 1 2001:db8::80 99 < /dev/null; echo "exit $?"
ip netns exec r ip6tables -F FORWARD
ip netns exec r ip6tables -t nat -A PREROUTING -d 2001:db8::1 -p tcp --dport 98 -j DNAT --to-destination [fd00:1::10]:97
ip netns exec lan nc -6 -lk 97 > /dev/null &
sleep 0.5
ip netns exec wan nc -v -w 1 2001:db8::1 98 < /dev/null; echo "exit $?"
ip netns exec r ip6tables -t nat -S
ip netns exec lan ip6tables -A OUTPUT -d 2001:db8::80 -j DROP
ip netns exec lan ping -c 1 -W 1 2001:db8::80
ip netns exec lan ip6tables -L OUTPUT -n -v
kill %1 %2
