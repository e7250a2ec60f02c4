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
# each kind of route on the router, seen by a host behind it and by the router itself
for n in r1 r2 b; do ip netns exec $n sysctl -qw net.ipv4.icmp_ratelimit=0; done
ip -n r1 route add unreachable 10.4.0.0/24
ip -n r1 route add prohibit 10.5.0.0/24
ip -n r1 route add blackhole 10.6.0.0/24
ip -n r1 route add throw 10.7.0.0/24
ip -n r1 route add 10.8.0.0/24 dev lo
ip -n r1 route add local 10.9.0.0/24 dev lo
ip -n r1 route add broadcast 10.10.0.255 dev e1 table local
ip -n r1 route
ip -n r1 route show table local
for i in 4 5 6 7 8 9 10 11; do ip -n r1 route get 10.$i.0.1; done
for i in 4 5 6 7 9 10 11; do ip -n r1 route get 10.$i.0.1 from 10.1.0.1 iif e0; done
for i in 4 5 6 7 8 9 11; do ip netns exec a ping -c 1 -W 1 10.$i.0.1; done
for i in 4 5 6 7 9 11; do ip netns exec r1 ping -c 1 -W 1 10.$i.0.1; done
ip netns exec r1 ping -c 1 -W 1 10.10.0.255
ip netns exec a ping -c 1 -W 4 10.3.0.99
ip netns exec r1 ping -c 1 -W 4 10.2.0.99
ip netns exec r1 grep ^Icmp: /proc/net/snmp
ip netns exec r1 grep ^Ip: /proc/net/snmp
ip netns exec r1 grep ^IpExt: /proc/net/netstat | cut -d' ' -f1-20
ip netns exec a grep ^Icmp: /proc/net/snmp
# connected UDP hears of it, too
for i in 4 5 6 7 11; do echo x | ip netns exec a nc -u -w 1 10.$i.0.1 9999; done
# forwarding off at one leg only
ip netns exec r1 sysctl -w net.ipv4.conf.e0.forwarding=0
ip netns exec r1 sysctl net.ipv4.ip_forward net.ipv4.conf.all.forwarding
ip netns exec a ping -c 1 -W 1 10.3.0.1
ip netns exec r1 nstat -az IpInAddrErrors
ip -n r1 route get 10.3.0.1 from 10.1.0.1 iif e0
ip -n r1 route get 10.1.0.1 from 10.3.0.1 iif e1
ip netns exec r1 sysctl -w net.ipv4.conf.e0.forwarding=1
ip netns exec a ping -c 1 -W 1 -q 10.3.0.1
# a default that is unreachable, with a better one
ip -n a route del default
ip -n a route add unreachable default metric 4278198272
ip -n a route
ip netns exec a ping -c 1 10.3.0.1
ip -n a route add default via 10.1.0.254
ip netns exec a ping -c 1 -q 10.3.0.1
ip -n a -6 route add unreachable default
ip -n a -6 route add blackhole 2001:db8::/32
ip -n a -6 route add prohibit 2001:db9::/32
ip -n a -6 route | grep -v fe80
ip netns exec a ping -c 1 2001:db7::1
ip netns exec a ping -c 1 2001:db8::1
ip netns exec a ping -c 1 2001:db9::1
ip -n a route get 2001:db7::1
ip -n a route get 2001:db8::1
ip -n a route get 2001:db9::1
