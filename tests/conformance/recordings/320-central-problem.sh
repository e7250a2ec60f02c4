# oracle: two nodes and a gateway on one switch: the pod's packet dies at the gateway, which cannot say so to a pod; then host routes
for n in sw gw n1 n2 a c; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip -n sw link add br0 type bridge
ip -n sw link set br0 up
for n in gw n1 n2; do ip link add eth0 netns $n type veth peer name to-$n netns sw; ip -n sw link set to-$n master br0 up; ip -n $n link set eth0 up; ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
ip -n gw addr add 192.168.1.1/24 dev eth0
ip -n n1 addr add 192.168.1.10/24 dev eth0
ip -n n2 addr add 192.168.1.11/24 dev eth0
for n in n1 n2; do ip -n $n route add default via 192.168.1.1; done
pod() { ip link add eth0 netns $1 type veth peer name veth-$1 netns $2; ip -n $1 link set eth0 up; ip -n $2 link add cni0 type bridge; ip -n $2 link set cni0 up; ip -n $2 link set veth-$1 master cni0 up; ip -n $2 addr add $3.1/24 dev cni0; ip -n $1 addr add $3.5/24 dev eth0; ip -n $1 route add default via $3.1; }
pod a n1 10.244.0
pod c n2 10.244.1
sleep 3
ip netns exec a ping -c1 -W2 10.244.1.5
ip netns exec n1 ping -c1 -W2 10.244.1.5
ip netns exec a traceroute -n -q1 -w1 -m3 10.244.1.5
ip -n n1 route get 10.244.1.5 from 10.244.0.5 iif cni0
ip -n n1 route add 10.244.1.0/24 via 192.168.1.11
ip netns exec a ping -c1 -W2 10.244.1.5
ip netns exec n2 nstat -az IpForwDatagrams IpOutNoRoutes
ip netns exec gw nstat -az IpForwDatagrams IpInNoRoutes IpOutNoRoutes IcmpOutDestUnreachs
ip -n n2 route add 10.244.0.0/24 via 192.168.1.10
ip netns exec a ping -c1 10.244.1.5
ip netns exec a traceroute -n -q1 10.244.1.5
ip -n gw route add 10.244.0.0/24 via 192.168.1.10
ip -n gw route add 10.244.1.0/24 via 192.168.1.11
ip -n n1 route del 10.244.1.0/24
ip netns exec n1 ping -c1 10.244.1.5
ip -n n1 route get 10.244.1.5
ip netns exec a ping -c1 10.244.1.5
