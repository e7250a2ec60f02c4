# two hosts and a router, as a first lab would have it
for n in h1 r h2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns h1 address 02:00:00:00:01:01 type veth peer name r-h1 netns r address 02:00:00:00:01:fe
ip link add eth0 netns h2 address 02:00:00:00:02:01 type veth peer name r-h2 netns r address 02:00:00:00:02:fe
ip -n h1 addr add 192.168.1.10/24 dev eth0
ip -n h2 addr add 192.168.2.10/24 dev eth0
ip -n r addr add 192.168.1.1/24 dev r-h1
ip -n r addr add 192.168.2.1/24 dev r-h2
for l in "h1 eth0" "h2 eth0" "r r-h1" "r r-h2"; do set -- $l; ip -n $1 link set $2 up; done
ip -n h1 route add default via 192.168.1.1
ip -n h2 route add default via 192.168.2.1
ip netns exec r cat /proc/sys/net/ipv4/ip_forward
ip netns exec h1 ping -c 2 -W 1 192.168.2.10
ip netns exec r sysctl -w net.ipv4.ip_forward=1
sleep 2
ip netns exec h1 ping -c 3 -i 0.2 192.168.2.10
ip netns exec h1 ping -nqc 5 -i 0.1 -s 1400 192.168.2.10
ip netns exec h1 ping -c1 -t1 192.168.2.10
ip netns exec h1 ping -c 1 -s 1473 -M do 192.168.2.10
ip netns exec h1 ping -c 1 -p ff00 -s 24 192.168.2.10
ip netns exec h1 ping -c 2 -i 0.2 -D 192.168.2.10 | sed 's/^\[[0-9.]*\]/[T]/'
ip netns exec h1 ping -c 2 -i 0.2 -O -a 192.168.2.10 | tr -d '\a'
ip netns exec h1 ping -f -c 20 192.168.2.10 | tail -3 | head -2
ip netns exec h1 ping -c 1 -I 192.168.1.10 192.168.2.10
ip netns exec h1 ping -c 1 -I 192.168.9.9 192.168.2.10
ip netns exec h1 ping -c 1 -I eth9 192.168.2.10
ip netns exec h1 ping -c 1 -Q 0x10 192.168.2.10 | head -2
ip netns exec h1 ping -c 1 -m 5 192.168.2.10 | head -2
ip netns exec h1 ping -c 0 192.168.2.10
ip netns exec h1 ping -c x 192.168.2.10
ip netns exec h1 ping -i 0 -c 1 192.168.2.10
ip netns exec h1 ping -c 1 -s 70000 192.168.2.10
ip netns exec h1 ping -c 1 -t 300 192.168.2.10
ip netns exec h1 ping -c 1 -W -1 192.168.2.10
ip netns exec h1 ping 
ip netns exec h1 ping -c 1 -z 1.1.1.1
ip netns exec h1 ping -c 1 nosuchhost
ip netns exec h1 ping -c1 -w 2 192.168.2.99
ip netns exec h1 ping -c 1 -b 192.168.1.255 -w 1
ip netns exec h1 ping -c 1 192.168.1.255
ip netns exec h1 traceroute -n 192.168.2.10
ip netns exec h1 traceroute -n -I -q 1 192.168.2.10
sleep 3
ip netns exec h1 traceroute -n -m 1 192.168.2.10
ip netns exec h1 traceroute -n -f 2 192.168.2.10
ip -n r -j route | jq -r '.[]|[.dst,.dev,.prefsrc,.scope]|@tsv'
ip -n r -j -p addr show r-h1 | jq '.[0].addr_info[]|select(.family=="inet")'
ip -n r -br -4 addr
ip -n h1 route get 192.168.2.10
ip -n r route get 192.168.2.10 from 192.168.1.10 iif r-h1
ip -n r -j route get 192.168.2.10 from 192.168.1.10 iif r-h1
ip netns exec r arp -n | sort
ip netns exec r route -n
ip netns exec h1 netstat -rn
ip -n r -s link show r-h2 | head -3
for n in h1 r h2; do echo "== $n"; ip -n $n -br link; done
ip netns
ip netns pids h1
ip -all netns exec ip -4 -o addr show scope global
ip netns del r; sleep 0.5
ip -n h1 -br link
ip netns exec h1 ping -c1 192.168.2.10
