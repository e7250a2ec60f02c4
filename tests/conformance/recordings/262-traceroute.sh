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
for n in r1 r2 b; do ip netns exec $n sysctl -qw net.ipv4.icmp_ratelimit=0; done
echo '10.3.0.1 bhost' >> /etc/hosts
ip netns exec a ping -c 1 -q 10.3.0.1
ip netns exec a traceroute -n 10.3.0.1
ip netns exec a traceroute 10.3.0.1
ip netns exec a traceroute bhost
ip netns exec a traceroute -I -q 1 -n 10.3.0.1
ip netns exec a traceroute -T -q 1 -n 10.3.0.1
ip netns exec a traceroute -T -q 1 -p 22 -n 10.3.0.1
ip netns exec a traceroute -U -q 1 -n 10.3.0.1
ip netns exec a traceroute -U -p 5000 -n 10.3.0.1
ip netns exec a traceroute -n -q 1 10.3.0.1
ip netns exec a traceroute -n -q 5 -N 1 10.3.0.1
ip netns exec a traceroute -n -f 2 10.3.0.1
ip netns exec a traceroute -n -m 2 10.3.0.1
ip netns exec a traceroute -n -f 3 -m 2 10.3.0.1
ip netns exec a traceroute -n 10.3.0.1 100
ip netns exec a traceroute -n -s 10.1.0.1 -i e0 10.3.0.1
ip netns exec a traceroute -n -s 10.9.9.9 10.3.0.1
ip netns exec a traceroute -n -i nope 10.3.0.1
ip netns exec a traceroute -n -q 1 -M icmp 10.3.0.1
ip netns exec a traceroute -n -M bogus 10.3.0.1
ip netns exec a traceroute -n -q 11 10.3.0.1
ip netns exec a traceroute -n -m 256 10.3.0.1
ip netns exec a traceroute -n -w 0 10.3.0.1
ip netns exec a traceroute
ip netns exec a traceroute -V
ip netns exec a traceroute nosuchhost.invalid
ip netns exec a traceroute -Z 10.3.0.1
ip netns exec a traceroute -n -w
ip netns exec a traceroute -n 10.1.0.254
ip netns exec a traceroute -n 10.1.0.1
ip netns exec a traceroute -n 127.0.0.1
ip netns exec a traceroute -n -F 10.3.0.1 1500
# too big on the way
ip -n r1 link set e1 mtu 1400
ip netns exec a traceroute -n -F 10.3.0.1 1500
ip netns exec a traceroute -n 10.3.0.1 1500
ip netns exec a ip route flush cache
ip netns exec a traceroute -n --mtu 10.3.0.1
ip -n r1 link set e1 mtu 1500
# no such host, no such net, forbidden, black hole
ip netns exec a traceroute -n -q 1 -N 1 10.3.0.77
ip -n r1 route add unreachable 10.4.0.0/24
ip -n r1 route add prohibit 10.5.0.0/24
ip -n r1 route add blackhole 10.6.0.0/24
ip netns exec a traceroute -n -q 1 -N 1 10.4.0.1
ip netns exec a traceroute -n -q 1 -N 1 10.5.0.1
ip netns exec a traceroute -n -q 1 -N 1 10.7.0.1
ip netns exec a traceroute -n -q 1 -w 1 -m 3 10.6.0.1
ip netns exec a traceroute -n -q 1 -w 0.5 -m 4 -I 10.3.0.9
# a loop
ip -n r1 route add 10.8.0.0/24 via 10.2.0.2
ip -n r2 route add default via 10.2.0.1
ip netns exec a traceroute -n -q 1 -m 6 10.8.0.1
ip netns exec a ping -c 1 -W 1 10.8.0.1
ip netns exec a ping -c 1 -W 1 -t 2 10.3.0.1
ip netns exec a ping -c 1 -W 1 -t 1 10.3.0.1
# a silent router
ip netns exec r1 sysctl -qw net.ipv4.icmp_ratelimit=100000
ip netns exec a traceroute -n -q 1 -w 1 10.3.0.1
ip netns exec a traceroute -n -q 2 -w 1 -N 1 10.3.0.1
ip -n a route del default
ip netns exec a traceroute -n 10.3.0.1
ip netns exec a traceroute -I -q 1 -n 10.3.0.1
