ip netns add n1
ip netns add n2
ip link add e0 address 02:00:00:00:01:01 type veth peer name e0 netns n1 address 02:00:00:00:01:02
ip link set e0 up
ip addr add 10.0.0.1/24 dev e0
ip -n n1 link set e0 up
ip -n n1 addr add 10.0.0.2/24 dev e0
sleep 2
ping -c 1 10.0.0.2 | head -1
ip neigh
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 dev e0
ip neigh add 10.0.0.8 lladdr 02:00:00:00:00:08 dev e0 nud stale
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev e0 nud noarp
ip neigh add 10.0.0.10 lladdr 02:00:00:00:00:0a dev e0 nud reachable
ip neigh add 10.0.0.11 dev e0 nud failed
ip neigh add fe80::7 lladdr 02:00:00:00:00:07 dev e0 router
ip neigh add proxy 10.0.0.50 dev e0
ip neigh add proxy 10.0.0.51 dev e0
ip neigh | sort
ip -s neigh | sort
ip -s -s neigh | sort
ip -j neigh show 10.0.0.7
ip -j -p neigh show 10.0.0.7
ip -s -j neigh show 10.0.0.7
ip -d neigh show 10.0.0.7
ip -o neigh show 10.0.0.7
ip -br neigh | sort
ip -c=always neigh show 10.0.0.7 | cat -v
ip -j neigh show fe80::7
ip -N neigh show 10.0.0.7
ip -6 neigh | sort
ip -4 neigh show dev e0 | sort
ip neigh show nud all | sort
ip neigh show nud noarp
ip neigh show nud permanent
ip neigh show nud reachable | sort
ip neigh show nud stale
ip neigh show nud failed
ip neigh show nud nope
ip neigh show nud 4
ip neigh show to 10.0.0.0/29 | sort
ip neigh show 10.0.0.0/24 | sort
ip neigh show dev nope
ip neigh show dev lo
ip neigh show nope
ip neigh show unused
ip neigh show nomaster | sort
ip neigh show master e0
ip neigh show proto static
ip n | sort
ip nei show dev e0 nud stale
ip neighbour show 10.0.0.7
ip neighbor list 10.0.0.7
ip neigh get 10.0.0.7 dev e0
ip neigh get 10.0.0.99 dev e0
ip neigh get 10.0.0.7
ip neigh get dev e0
ip neigh get
ip neigh get 10.0.0.7 dev nope
ip neigh get proxy 10.0.0.50 dev e0
ip neigh add
ip neigh add 10.0.0.70
ip neigh add 10.0.0.70 dev e0
ip neigh add 10.0.0.71 lladdr xx dev e0
ip neigh add 10.0.0.72 lladdr 02:00 dev e0
ip neigh add nope dev e0
ip neigh add 10.0.0.73 lladdr 02:00:00:00:00:01 dev nope
ip neigh add 10.0.0.74 lladdr 02:00:00:00:00:01 dev e0 bogus
ip neigh add 10.0.0.75 lladdr 02:00:00:00:00:01 dev e0 nud bogus
ip neigh add 10.0.0.76/24 lladdr 02:00:00:00:00:01 dev e0
ip neigh add dev e0 lladdr 02:00:00:00:00:01
ip neigh change 10.0.0.77 lladdr 02:00:00:00:00:01 dev e0
ip neigh change 10.0.0.7 lladdr 02:00:00:00:00:01 dev e0 nud stale
ip neigh replace 10.0.0.77 lladdr 02:00:00:00:00:77 dev e0
ip neigh chg 10.0.0.77 lladdr 02:00:00:00:00:78 dev e0
ip neigh del 10.0.0.77
ip neigh del 10.0.0.77 dev e0
ip neigh del 10.0.0.78 dev e0
ip neigh del proxy 10.0.0.51 dev e0
ip neigh del proxy 10.0.0.52 dev e0
ip neigh flush
ip neigh flush 10.0.0.8
ip -s -s neigh flush nud permanent
ip neigh flush dev nope
ip neigh | sort
ip rule
ip rule show
ip -d rule
ip -j rule
ip -j -p rule
ip -6 rule
ip -4 rule list
ip -s rule
ip rule add from 10.0.0.0/24 table 100
ip rule add to 10.1.0.0/16 lookup 101 pref 500
ip rule add fwmark 1 table 102
ip rule add fwmark 0x10/0xf0 table 102 prio 600
ip rule add iif e0 table main
ip rule add oif nope table main
ip rule add not from 10.0.0.5 table 100
ip rule add from 10.9.0.0/16 blackhole
ip rule add from 10.9.1.0/24 prohibit
ip rule add from 10.9.2.0/24 unreachable
ip rule add from 10.9.3.0/24 goto 32766
ip rule add from 10.9.4.0/24 goto 40000
ip rule add tos 0x10 table 5
ip rule add ipproto tcp dport 80 table 6
ip rule add ipproto udp sport 1000-2000 table 7
ip rule add uidrange 1000-2000 table 8
ip rule add table main suppress_prefixlength 0
ip rule add nop pref 9000
ip rule add from all to 10.2.0.1 table 9 protocol static
ip rule
ip -d rule
ip -j rule
ip -N rule
ip -c=always rule | cat -v
ip rule show table 100
ip rule show from 10.0.0.0/24
ip rule show pref 500
ip rule show fwmark 1
ip rule show iif e0
ip rule list bogus
ip ru
ip rule add
ip rule add from 10.0.0.0/24 table 100
ip rule add from x table 100
ip rule add from 10.0.0.0/24 table x
ip rule add bogus
ip rule add pref x
ip rule add from 10.0.0.0/24 bogus
ip rule add from 10.0.0.0/24 fwmark x
ip rule del
ip rule del pref 500
ip rule del pref 500
ip rule del from 10.0.0.0/24 table 100
ip rule del from 10.0.0.0/24 table 100
ip rule del table 102
ip rule delete prio 9000
ip rule flush table 100
ip rule show
ip rule flush
ip rule
ip rule restore
ip rule save
ip route show table local
