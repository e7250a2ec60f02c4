# a bridge with three pods, hairpin, isolation, fdb
sysctl -w net.ipv4.ip_forward=1
ip link add cni0 type bridge
ip link set cni0 address 02:00:00:00:00:c0
ip addr add 10.244.0.1/24 brd + dev cni0
ip link set cni0 up
for i in 2 3 4; do
  ip netns add pod$i
  ip netns exec pod$i sysctl -qw net.ipv6.conf.all.disable_ipv6=1
  ip link add veth$i type veth peer name eth0 netns pod$i address 02:00:00:00:00:0$i
  ip link set veth$i address 02:00:00:00:01:0$i
  ip link set veth$i master cni0 up
  ip -n pod$i link set lo up
  ip -n pod$i link set eth0 up
  ip -n pod$i addr add 10.244.0.$i/24 dev eth0
  ip -n pod$i route add default via 10.244.0.1
done
ip -br link
ip -br -4 addr
for i in 2 3 4; do for j in 1 2 3 4; do ip netns exec pod$i ping -c 1 -W 1 10.244.0.$j | grep -c 'bytes from'; done; done
bridge fdb show br cni0 | grep -v '33:33\|01:00' | sort
bridge link
bridge -d link show dev veth2
bridge link set dev veth2 isolated on
bridge link set dev veth3 isolated on
ip netns exec pod2 ping -c 1 -W 1 10.244.0.3
ip netns exec pod2 ping -c 1 -W 1 10.244.0.4
bridge link set dev veth2 hairpin on
ip -d link show veth2 | grep -o 'hairpin [a-z]*'
bridge link set dev veth4 learning off
bridge fdb flush dev cni0
bridge fdb del 02:00:00:00:00:04 dev veth4 master
bridge fdb add 02:00:00:00:00:04 dev veth3 master static
bridge fdb show br cni0 | grep -v '33:33\|01:00' | sort
ip netns exec pod4 ping -c 1 -W 1 10.244.0.1
bridge fdb replace 02:00:00:00:00:04 dev veth4 master static
ip netns exec pod4 ping -c 1 -W 1 10.244.0.1
bridge fdb get 02:00:00:00:00:04 br cni0
bridge fdb get 02:00:00:00:00:99 br cni0
ip -n pod2 neigh | sort
ip netns exec pod2 ping -c 1 -W 1 10.244.0.77
ip netns exec pod2 ping -c 1 -W 1 8.8.8.8
ip link set veth3 down
bridge link show dev veth3
bridge fdb show dev veth3 | sort
ip -n pod3 -br link
ip -n pod3 route
ip link set veth3 nomaster
bridge link
ip netns del pod4
sleep 0.5
bridge link
ip -br link show master cni0
ip link set cni0 down
ip route
ip -n pod2 -br link
ip netns exec pod2 ping -c 1 -W 1 10.244.0.1
ip link del cni0
ip -br link
