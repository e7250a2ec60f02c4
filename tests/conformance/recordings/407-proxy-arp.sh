# [30] routed /32 pods, 169.254.1.1 and proxy_arp
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
sysctl -qw net.ipv6.conf.default.disable_ipv6=1
sysctl -w net.ipv4.ip_forward=1
ip link add ens38 address 02:00:00:00:00:38 type veth peer name up0
ip link set up0 up
ip link set ens38 up
ip addr add 192.168.16.101/24 dev ens38
for i in 1 2; do ip netns add pod$i; ip link add cali$i address ee:ee:ee:ee:ee:ee type veth peer name eth0 netns pod$i address 02:00:00:00:10:0$i; ip -n pod$i link set lo up; ip -n pod$i link set eth0 up; ip link set cali$i up; ip netns exec pod$i sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n pod$i addr add 10.245.0.$i/32 dev eth0; ip -n pod$i route add 169.254.1.1 dev eth0 scope link; ip -n pod$i route add default via 169.254.1.1 dev eth0; ip route add 10.245.0.$i dev cali$i scope link; done
ip route
ip -n pod1 route
ip -n pod1 addr show eth0
ip netns exec pod1 ping -c 1 -W 1 10.245.0.2
for i in 1 2; do sysctl -w net.ipv4.conf.cali$i.proxy_arp=1; done
ip netns exec pod1 ping -c 1 -W 1 10.245.0.2
ip route add default via 192.168.16.1
ip netns exec pod1 ping -c 2 -W 2 10.245.0.2
ip -n pod1 neigh
ip neigh show dev cali1
ip netns exec pod1 ping -c 1 192.168.16.101
ping -c 1 10.245.0.1
ip neigh show dev cali1
ip route get 10.245.0.1
ip route get 10.245.0.2 from 10.245.0.1 iif cali1
ip -n pod1 route get 10.245.0.2
ip netns exec pod1 ping -c 1 -W 1 -t 1 10.245.0.2
ip route add blackhole 10.245.0.0/26
ip route
ip netns exec pod1 ping -c 1 -W 1 10.245.0.3
ip neigh add proxy 10.245.0.99 dev cali1
ip neigh show proxy
ip neigh del proxy 10.245.0.99 dev cali1
ip neigh show proxy
ip -n pod1 neigh flush all
ip -n pod1 neigh add 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0 nud permanent
ip netns exec pod1 ping -c 1 -W 1 10.245.0.2
ip -n pod1 neigh
ip link set cali2 down
ip route
ip netns exec pod1 ping -c 1 -W 1 10.245.0.2
ip -n pod1 addr del 10.245.0.1/32 dev eth0
ip -n pod1 route
ip netns del pod1
sleep 0.3
ip route
ip -br link
