# traceroute, tracepath and mtr: other letters, other ends of the path, other errors
for n in a r1 r2 b; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_msgs_per_sec=100000 net.ipv4.icmp_msgs_burst=10000; ip -n $n link set lo up; done 2> /dev/null
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name e0 netns r1 address 02:00:00:00:01:00
ip link add e1 netns r1 address 02:00:00:00:01:01 type veth peer name e0 netns r2 address 02:00:00:00:02:00
ip link add e1 netns r2 address 02:00:00:00:02:01 type veth peer name eth0 netns b address 02:00:00:00:00:0b
for x in a:eth0 r1:e0 r1:e1 r2:e0 r2:e1 b:eth0; do ip -n ${x%:*} link set ${x#*:} up; done
ip -n a addr add 10.1.0.2/24 dev eth0; ip -n r1 addr add 10.1.0.1/24 dev e0; ip -n r1 addr add 10.2.0.1/24 dev e1
ip -n r2 addr add 10.2.0.2/24 dev e0; ip -n r2 addr add 10.3.0.1/24 dev e1; ip -n b addr add 10.3.0.2/24 dev eth0
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.3.0.1; ip -n r1 route add 10.3.0.0/24 via 10.2.0.2; ip -n r2 route add 10.1.0.0/24 via 10.2.0.1
for r in r1 r2; do ip netns exec $r sysctl -qw net.ipv4.ip_forward=1; done
sysctl -w net.ipv4.icmp_ratelimit=0 > /dev/null 2>&1; sleep 1
A="ip netns exec a"
$A ping -q -c 1 10.3.0.2 > /dev/null
$A traceroute -n 10.3.0.2
$A traceroute 10.3.0.2
$A traceroute -I -n 10.3.0.2
$A traceroute -T -n 10.3.0.2
$A traceroute -T -p 8080 -n -q 1 10.3.0.2
$A traceroute -U -n -q 2 10.3.0.2
$A traceroute -U -p 5000 -n -q 1 10.3.0.2
$A traceroute -p 40000 -n -q 1 10.3.0.2
$A traceroute -n -f 2 10.3.0.2
$A traceroute -n -f 3 -q 1 10.3.0.2
$A traceroute -n -m 2 10.3.0.2
$A traceroute -n -m 1 -q 1 10.3.0.2
$A traceroute -n -f 5 -m 3 10.3.0.2
$A traceroute -n -m 256 10.3.0.2
$A traceroute -n -q 11 10.3.0.2
$A traceroute -n -q 0 10.3.0.2
$A traceroute -n -F 10.3.0.2 1400
$A traceroute -n -F 10.3.0.2 1501
$A traceroute -n -q 1 10.3.0.2 28
$A traceroute -n -q 1 10.3.0.2 27
$A traceroute -n -q 1 10.3.0.2 65001
$A traceroute -n -q 1 10.3.0.2 3000
$A traceroute -n -N 1 -q 1 10.3.0.2
$A traceroute -n -z 0.1 -q 1 10.3.0.2
$A traceroute -n -w 1 -q 1 -m 4 10.2.0.77
$A traceroute -n -w 1,3,10 -q 1 10.3.0.2
$A traceroute -n -w x 10.3.0.2
$A traceroute -n -i eth0 -q 1 10.3.0.2
$A traceroute -n -i nope -q 1 10.3.0.2
$A traceroute -n -s 10.1.0.2 -q 1 10.3.0.2
$A traceroute -n -s 10.9.9.9 -q 1 10.3.0.2
$A traceroute -n -t 16 -q 1 10.3.0.2
$A traceroute -n -e -q 1 10.3.0.2
$A traceroute -n --back -q 1 10.3.0.2
$A traceroute -n -d -q 1 10.3.0.2
$A traceroute -n -r -q 1 10.1.0.1
$A traceroute -n -r -q 1 10.3.0.2
$A traceroute -n -q 1 10.9.9.9
$A traceroute nosuch.example
$A traceroute
$A traceroute -Z 10.3.0.2
$A traceroute -n 10.3.0.2 abc
$A traceroute -n 10.3.0.2 60 70
$A traceroute -4 -n -q 1 127.0.0.1
$A traceroute -6 -n -q 1 10.3.0.2
$A traceroute -n -q 1 10.1.0.2
$A traceroute -n -q 1 10.1.0.1
$A traceroute -n -w 1 -q 1 10.1.0.99
$A traceroute --version
$A traceroute --mtu -n -q 1 10.3.0.2
ip -n r2 link set e1 mtu 1300
$A traceroute --mtu -n -q 1 10.3.0.2
$A traceroute -n -F -q 1 10.3.0.2 1400
ip -n a route flush cache
$A tracepath -n 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -n -l 1200 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -n -m 2 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -b 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -n -p 50000 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -n 10.1.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -n -m 3 10.9.9.9 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -n -m 0 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -n -l 10 10.3.0.2 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath nosuch.example
$A tracepath
$A tracepath -V | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A tracepath -4 -n 10.3.0.2/5000 | sed 's/[0-9]*\.[0-9]*ms/T/;s/  */ /g'
$A mtr -r -n -c 1 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -n --report --report-cycles 2 -i 0.2 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -rw -c 1 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -r -n -c 1 -m 2 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -r -n -c 1 -f 2 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -r -n -c 1 -u 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -r -n -c 1 -T -P 80 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -r -n -c 1 -o 'LSR' 10.3.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -C -n -c 1 10.3.0.2 | cut -d, -f1,3-7
$A mtr -r -n -c 1 -j 10.3.0.2 | jq -c '.report.hubs[] | [.count, .host]' | cat
$A mtr -r -n -c 1 10.1.0.2 | sed '1d;s/\([%] *[0-9]*\) .*/\1/'
$A mtr -r -n -c 1 nosuch.example
$A mtr --version
ip netns exec r2 iptables -A FORWARD -p udp -j REJECT --reject-with icmp-admin-prohibited
$A traceroute -n -q 1 10.3.0.2
ip netns exec r2 iptables -F; ip netns exec r2 iptables -A FORWARD -p udp -j REJECT --reject-with icmp-host-prohibited
$A traceroute -n -q 2 10.3.0.2
ip -n r2 route add prohibit 10.66.0.0/24; ip -n r1 route add 10.66.0.0/16 via 10.2.0.2; ip -n r2 route add unreachable 10.66.1.0/24; ip -n r2 route add blackhole 10.66.2.0/24
sleep 2; $A traceroute -n -N 1 -q 1 -I 10.66.0.1
sleep 2; $A traceroute -n -N 1 -q 1 -I 10.66.1.1
sleep 2; $A traceroute -n -N 1 -q 1 -I -w 1 -m 4 10.66.2.1
sleep 2; $A traceroute -n -N 1 -q 1 -I 10.66.3.1
ip netns exec r2 sysctl -qw net.ipv4.ip_forward=0
$A traceroute -n -q 1 -w 1 -m 4 10.3.0.2
