# the article's node 1: two pods on cni0, seen from everywhere
ip link add eth0 address 02:00:00:00:10:01 type veth peer name uplink
ip link set uplink up
ip addr add 192.168.1.10/24 dev eth0; ip link set eth0 up
ip route add default via 192.168.1.1
sysctl -qw net.ipv4.ip_forward=1
ip link add cni0 address 8a:1b:2c:3d:4e:5f type bridge
ip addr add 10.244.0.1/24 brd + dev cni0
ip link set cni0 up
pod() {
  ip netns add "$1"
  ip -n "$1" link set lo up
  ip link add "veth-$1" type veth peer name eth0 netns "$1"
  ip -n "$1" link set eth0 address "$3" up
  ip -n "$1" addr add "$2/24" brd + dev eth0
  ip -n "$1" route add default via 10.244.0.1
  ip link set "veth-$1" master cni0 up
}
pod pod-a 10.244.0.5 62:a1:b2:c3:d4:e5
pod pod-b 10.244.0.6 62:a1:b2:c3:d4:e6
sleep 3
ip route
ip netns exec pod-a ip route
ip netns exec pod-a ip neigh show
tcpdump -i cni0 -nn host 10.244.0.5 and host 10.244.0.6 > cap.txt 2>&1 &
sleep 1
ip netns exec pod-a ping -c 2 -i 0.3 10.244.0.6
sleep 1; kill -INT %1; wait
cat cap.txt
ip netns exec pod-a ip neigh show
bridge fdb show br cni0 | grep -i "62:a1"
bridge link show
ip netns exec pod-a ping -c 1 10.244.0.1 | head -2
ip netns exec pod-a ping -c 1 192.168.1.10 | head -2
ip netns exec pod-a ip route get 10.244.0.6
ip netns exec pod-a ip route get 10.244.1.5
ip route get 10.244.0.6
tcpdump -i cni0 -p -nn icmp > cap.txt 2>&1 &
sleep 1
ip netns exec pod-a ping -c 1 10.244.0.6 > /dev/null
sleep 1; kill -INT %1; wait
cat cap.txt
ip -d link show veth-pod-a
ip -n pod-a -d link show eth0
ip netns exec pod-a ip addr
brctl show
ip netns del pod-b
sleep 1
bridge link
bridge fdb show br cni0 | grep -i "62:a1"
