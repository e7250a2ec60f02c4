# one Kubernetes node by hand: a bridge, two pods, what the article looks at
ip link add cni0 address 06:00:00:00:00:01 type bridge
ip link set cni0 up
ip addr add 10.244.0.1/24 dev cni0
sysctl -w net.ipv4.ip_forward=1
for i in 5 6; do
  ip netns add pod$i
  ip link add veth$i address 1a:00:00:00:00:0$i type veth peer name eth0 netns pod$i address 62:a1:00:00:00:0$i
  ip link set veth$i master cni0 up
  ip netns exec pod$i sh -c "ip link set lo up; ip addr add 10.244.0.$i/24 dev eth0; ip link set eth0 up; ip route add default via 10.244.0.1; ip route add 10.244.0.0/16 via 10.244.0.1"
done
for n in pod5 pod6; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip netns exec pod5 ip route
ip netns exec pod5 ip addr show dev eth0 | sed 's/@if[0-9]*/@ifN/; s/^[0-9]*:/N:/'
ip netns exec pod5 ip neigh show
sleep 2
ip netns exec pod5 ping -c 2 10.244.0.6
ip netns exec pod5 ip neigh show
bridge fdb show br cni0 | grep -i "62:a1"
bridge fdb show brport veth5
tcpdump -i cni0 -nn host 10.244.0.5 and host 10.244.0.6 > cap.txt 2>&1 &
sleep 1
ip netns exec pod5 ping -c 2 -i 0.5 10.244.0.6 > /dev/null
sleep 0.5
kill -INT %1
wait
cat cap.txt
bridge link show
bridge link show dev veth5
bridge -d link show dev veth6
ip -d link show dev veth5 | tail -1
ip link show master cni0
ip -br link show type veth
cat /sys/class/net/cni0/bridge/bridge_id /sys/class/net/cni0/brif/veth5/state
ls /sys/class/net/cni0/brif
ip netns exec pod5 cat /sys/class/net/eth0/iflink /sys/class/net/eth0/ifindex
ip -o link | awk -F': ' '{print $2}'
ethtool -S veth5 | head -3
ethtool -k veth5 | head -5
ethtool -i veth5
nsenter --net=/run/netns/pod5 ip -br addr
ip netns exec pod5 ping -c 1 10.244.1.9
ip route add unreachable 10.244.1.0/24
ip netns exec pod5 ping -c 1 10.244.1.9
ip route get 10.244.0.5
ip netns exec pod5 ip route get 10.244.1.9
ip netns exec pod5 traceroute -n -m 3 -w 1 10.244.0.6 | sed 's/ [0-9.]* ms/ T/g'
ip netns pids pod5; ip netns identify $$
ip -all netns exec ip -br link show eth0 | awk '{print $1, $2}'
brctl show
brctl showmacs cni0 | awk '{print $1, $2, $3}'
hostname; hostname -I
