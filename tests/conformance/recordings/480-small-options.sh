# small options of ip, ping, nc, ss, traceroute and wget's neighbours
ip netns add a; ip netns add r; ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name e0 netns r address 02:00:00:00:00:01
ip link add eth0 netns b address 02:00:00:00:00:0b type veth peer name e1 netns r address 02:00:00:00:00:02
for n in a b r; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; for d in eth0 e0 e1; do ip -n $n link set $d up 2> /dev/null; done; done
ip -n a addr add 10.0.1.2/24 dev eth0; ip -n r addr add 10.0.1.1/24 dev e0
ip -n b addr add 10.0.2.2/24 dev eth0; ip -n r addr add 10.0.2.1/24 dev e1
ip -n a route add default via 10.0.1.1; ip -n b route add default via 10.0.2.1
ip netns exec r sysctl -w net.ipv4.ip_forward=1
sleep 1
A="ip netns exec a"
$A ping -c 2 -i 0.2 -a 10.0.2.2 | cat -v
SECONDS=0; $A traceroute -n 10.0.2.2; [ $SECONDS -le 1 ] && echo at once
SECONDS=0; $A traceroute -n -q 1 10.0.3.2; [ $SECONDS -le 1 ] && echo at once
$A ping -c 1 -t 1 -W 0.2 10.0.3.2
sleep 7
ip netns exec r nstat -n; $A traceroute -n -q 1 -N 16 10.0.3.2; ip netns exec r nstat -az IcmpOutDestUnreachs IpInReceives IpInNoRoutes IcmpOutRateLimitHost
ip -n a link set eth0 dynamic on
ip -n a link show eth0
ip -n a link set eth0 dynamic off
ip -n a link show eth0 | head -1
ip -n a addr add 10.0.7.1/24 dev eth0 valid_lft forever preferred_lft 0
ip -n a addr show dev eth0 deprecated
ip -n a -j addr show dev eth0 deprecated | jq -c '.[0].addr_info'
ip -n a addr add 10.0.8.1/24 home dev eth0
ip netns exec a sysctl -qw net.ipv6.conf.all.disable_ipv6=0
ip -n a addr add 2001:db8:1::1/64 dev eth0 home nodad
ip -n a addr add ff02::77/128 dev eth0
ip -n a -6 addr show dev eth0 home
ip -n a -j -6 addr show dev eth0 home | jq -c '.[0].addr_info'
(echo one; sleep 0.3) | ip netns exec b nc -l -u -w 1 9004 &
sleep 0.3; (echo q; sleep 0.5) | $A nc -u -w 1 10.0.2.2 9004 > /dev/null; sleep 2; jobs
ip netns exec b nc -l 9005 > /dev/null < <(sleep 4) &
sleep 0.3; $A nc -d 10.0.2.2 9005 & 
sleep 0.3
for n in a b; do for o in -tni -tnio -tnie -tneoi; do echo "$n $o $(ip netns exec $n ss -H $o | tail -1 | grep -o 'ts sack\|bytes_acked:[0-9]*\|segs_out:[0-9]*\|segs_in:[0-9]*' | tr '\n' ' ')"; done; done
kill %1 %2 2> /dev/null; true
