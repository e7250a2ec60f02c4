# ip neigh: states, -s, flush -s, get, replace/change/append, proxy, filters; gratuitous ARP; arp and arping
ip netns add b; ip netns add c
ip link add br0 address 02:00:00:00:00:f0 type bridge
for n in b c; do ip link add p$n address 02:00:00:00:01:0$n type veth peer name eth0 netns $n address 02:00:00:00:00:0$n; ip link set p$n master br0; ip link set p$n up; done
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for n in b c; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; ip -n $n link set eth0 up; done
ip link set br0 up
ip addr add 10.3.0.1/24 dev br0; ip -n b addr add 10.3.0.2/24 dev eth0; ip -n c addr add 10.3.0.3/24 dev eth0
sleep 1
ip neigh show
ping -q -c 1 10.3.0.2 > /dev/null; ping -q -c 1 10.3.0.3 > /dev/null; ping -q -c 1 -W 1 10.3.0.9 > /dev/null
sleep 3
ip neigh show dev br0 | sort
ip -s neigh show 10.3.0.2 | sed 's#used [0-9]*/[0-9]*/[0-9]*#used T#'
ip neigh show nud reachable | sort
ip neigh show nud failed
ip neigh show nud incomplete
ip neigh show nud stale
ip neigh ls unused | sort
ip neigh list nud bogus
ip neigh show to 10.3.0.0/30 | sort
ip neigh show 10.3.0.8/29
ip neigh show dev nope
ip neigh show dev br0 nud permanent
ip -j neigh show 10.3.0.3
ip -j -p neigh show 10.3.0.3
ip -o neigh show 10.3.0.3
ip -4 n s 10.3.0.2
ip -6 neigh
ip neigh get 10.3.0.2 dev br0
ip neigh get 10.3.0.77 dev br0
ip neigh get 10.3.0.2
ip neigh get dev br0
ip neigh add 10.3.0.50 lladdr 02:00:00:00:00:50 dev br0
ip neigh add 10.3.0.51 lladdr 02:00:00:00:00:51 nud reachable dev br0
ip neigh add 10.3.0.52 lladdr 02:00:00:00:00:52 nud stale dev br0
ip neigh add 10.3.0.53 lladdr 02:00:00:00:00:53 nud delay dev br0
ip neigh add 10.3.0.54 lladdr 02:00:00:00:00:54 nud noarp dev br0
ip neigh add 10.3.0.55 nud none dev br0
ip neigh add 10.3.0.56 lladdr 02:00:00:00:00:56 nud 0x80 dev br0
ip neigh add 10.3.0.57 lladdr 02:00:00:00:00:57 nud bogus dev br0
ip neigh add 10.3.0.58 nud permanent dev br0
ip neigh add 10.3.0.59 dev br0
ip neigh add 10.3.0.60 lladdr zz dev br0
ip neigh add 10.3.0.61 lladdr 02:00:00:00:00:61
ip neigh add 10.3.0.61 lladdr 02:00:00:00:00:61 dev nope
ip neigh add 10.3.0 lladdr 02:00:00:00:00:61 dev br0
ip neigh add 10.3.0.61/24 lladdr 02:00:00:00:00:61 dev br0
ip neigh add lladdr 02:00:00:00:00:61 dev br0
ip neigh add 10.3.0.50 lladdr 02:00:00:00:00:99 dev br0
ip neigh change 10.3.0.50 lladdr 02:00:00:00:00:98 dev br0
ip neigh change 10.3.0.150 lladdr 02:00:00:00:00:98 dev br0
ip neigh replace 10.3.0.151 lladdr 02:00:00:00:00:97 dev br0 router
ip neigh append 10.3.0.152 lladdr 02:00:00:00:00:96 dev br0
ip neigh add 10.3.0.153 lladdr 02:00:00:00:00:95 dev br0 extern_learn
ip neigh add 10.3.0.154 lladdr 02:00:00:00:00:94 dev br0 use
sleep 6
ip neigh show dev br0 | sort
ip neigh show nud all dev br0 | sort
ip neigh show nud noarp
ip neigh show nud permanent | sort
ip neigh add 10.9.9.9 lladdr 02:00:00:00:00:09 dev br0
ip neigh add 10.3.0.2 lladdr 02:00:00:00:00:77 dev lo
ip neigh show dev lo
ip neigh add proxy 10.3.0.200 dev br0
ip neigh add proxy 10.3.0.201
ip neigh show proxy
ip -j neigh show proxy
ip neigh del proxy 10.3.0.200 dev br0
ip neigh del proxy 10.3.0.200 dev br0
ip neigh show proxy
ip neigh del 10.3.0.50 dev br0
ip neigh del 10.3.0.50 dev br0
ip neigh del 10.3.0.50
ip neigh del dev br0
ip -s neigh flush 10.3.0.52
ip -s -s neigh flush 10.3.0.151 | sed 's#used [0-9]*/[0-9]*/[0-9]*#used T#'
ip -s neigh flush dev br0 nud failed
ip neigh flush
ip neigh flush dev nope
ip -s neigh flush nud permanent dev br0
ip -s neigh flush all nud permanent dev br0
ip -s neigh flush dev br0
ip -s neigh flush dev br0
ip neigh | sort
ip neigh bogus
ip neigh show bogus
sleep 6
ip -n b neigh
ip netns exec c arping -c 1 -U -I eth0 10.3.0.3
ip netns exec c arping -c 2 -w 3 -I eth0 10.3.0.2
ip netns exec c arping -c 1 -A -I eth0 10.3.0.3
ip netns exec c arping -f -w 2 -I eth0 10.3.0.1
ip netns exec c arping -q -c 1 -I eth0 10.3.0.2; echo $?
ip netns exec c arping -D -c 1 -I eth0 10.3.0.2; echo $?
ip netns exec c arping -D -c 1 -w 1 -I eth0 10.3.0.99; echo $?
ip netns exec c arping -b -c 1 -I eth0 10.3.0.2
ip netns exec c arping -c 1 -s 10.3.0.2 -I eth0 10.3.0.1
ip netns exec c arping -c 1 -I lo 127.0.0.1
ip netns exec c arping -c 1 -I nope 10.3.0.1
ip netns exec c arping -c 1 10.3.0.1
ip netns exec c arping
ip netns exec c arping -V
ip netns exec c arping -c 1 -w 1 -I eth0 10.3.0.250
ip -n c neigh | sort
arp -n | sort
arp -an | sort
arp -n -i br0
arp -s 10.3.0.88 02:00:00:00:00:88
arp -n 10.3.0.88
arp -d 10.3.0.88
arp -n 10.3.0.88
arp -d 10.3.0.188
cat /proc/net/arp | sed 's/  */ /g' | sort
ip -n b link set eth0 address 02:00:00:00:00:bb
ip -n b neigh
ping -c 1 -W 1 10.3.0.2 | tail -3 | head -1
sleep 9; ping -c 1 -W 1 10.3.0.2 | tail -3 | head -1
ip -s -s neigh show dev br0 | sed 's#used [0-9]*/[0-9]*/[0-9]*#used T#' | sort
sysctl -w net.ipv4.neigh.br0.base_reachable_time_ms=2000 net.ipv4.neigh.br0.delay_first_probe_time=1
ip neigh flush dev br0
ping -q -c 1 10.3.0.2 > /dev/null
sleep 4
ip neigh show dev br0
ping -q -c 1 10.3.0.2 > /dev/null
ip neigh show dev br0 10.3.0.2
sleep 1.6
ip neigh show dev br0 10.3.0.2
