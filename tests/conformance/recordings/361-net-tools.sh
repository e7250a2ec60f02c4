# ss, ethtool, net-tools, traceroute, nc over UDP: the other network programs
ip netns add a
ip link add e0 address 02:00:00:00:00:01 type veth peer name e0 address 02:00:00:00:00:02 netns a
for n in all default; do sysctl -qw net.ipv6.conf.$n.disable_ipv6=1; ip netns exec a sysctl -qw net.ipv6.conf.$n.disable_ipv6=1; done
ip addr add 10.0.0.1/24 brd + dev e0; ip link set e0 up
ip -n a addr add 10.0.0.2/24 dev e0; ip -n a link set e0 up; ip -n a link set lo up
ss -tan
ss -tuln | cat
ss -tuln
ss -u
ss -H -t
ss -V
tcpdump -i e0 -w /dev/null 2>/dev/null &
sleep 0.5
ss -0 -a
nc -u -l 5000 < /dev/zero &
sleep 0.3
ss -uln
ss -un
ss -uan | cat
netstat -uln
kill %1 %2; wait
ethtool e0
ethtool -i e0
ethtool -S e0
ethtool -k e0 | head -20
ethtool -K e0 tx off
ethtool -K e0 tx off
ethtool -k e0 | sed -n 1,8p
ethtool nope
ethtool
ethtool lo
ethtool -i lo
ethtool -S lo
ip route add default via 10.0.0.2
ip route add 10.5.0.0/16 via 10.0.0.2 metric 5
ip route add blackhole 10.6.0.0/16
ip route add unreachable 10.7.0.1
route -n
route
netstat -rn
route del default
route add default gw 10.0.0.2
route add -net 10.9.0.0/16 gw 10.0.0.2
route -n
arp -n
ping -c 1 10.0.0.2 > /dev/null
arp -n
arp -an
arp -n 10.0.0.55
arp -s 10.0.0.8 02:00:00:00:00:08
arp -n | sort
arp -d 10.0.0.8
arp -d 10.0.0.8
ifconfig nope
ifconfig lo | head -3
ifconfig e0 | head -3
traceroute -n 10.0.0.2
traceroute -I -n 10.0.0.2
traceroute nosuch
traceroute -n -q 1 -w 1 -m 3 10.0.0.99
ip route del default
traceroute -n 8.8.8.8
ip netns exec a timeout 3 nc -u -l 6000 > got &
sleep 0.3
echo hi | nc -u -w1 10.0.0.2 6000
echo hi | nc -u -w1 10.0.0.2 6001; echo $?
wait; cat got
nc
hostname
hostname -I
hostname -f
hostname foo; hostname; hostname -s
hostname -F nofile
