# a node as kubelet and CNI leave it, and what an administrator looks at
hostname
uname -s
ip netns add pod-a
ip netns add pod-b
ip link add cni0 type bridge
ip link set cni0 address 0a:58:0a:f4:00:01
ip addr add 10.244.0.1/24 brd + dev cni0
ip link set cni0 up
sysctl -w net.ipv4.ip_forward=1
declare -A addr=([pod-a]=10.244.0.2 [pod-b]=10.244.0.3)
for p in pod-a pod-b; do
  ip link add veth-$p type veth peer name eth0 netns $p
  ip link set veth-$p master cni0 mtu 1450 up
  ip -n $p addr add ${addr[$p]}/24 dev eth0
  ip -n $p link set eth0 mtu 1450 address 02:00:00:00:00:0${addr[$p]##*.} up
  ip -n $p route add default via 10.244.0.1
done
ip -4 -o addr | awk '{print $2, $4}'
ip -br -4 addr | column -t
ip -j addr | jq -r '.[] | "\(.ifname) \(.mtu) \(.operstate)"'
ip -j -d link | jq -r '.[]|select(.linkinfo.info_kind=="veth")|.ifname' | sort
ip -j -n pod-a route | jq -c '.[]|{dst,gateway,dev,prefsrc}'
ip -j -p -n pod-a route
ip -p route
ip netns exec pod-a ping -c 2 -i 0.3 10.244.0.3
ip -n pod-a neigh show 10.244.0.3
ip -n pod-a -j neigh | jq -c '.[]|[.dst,.state[0]]'
ip -d -j -n pod-a link show eth0 | jq '.[0].link_netnsid'
cat /sys/class/net/cni0/address
cat /sys/class/net/cni0/operstate /sys/class/net/cni0/mtu /sys/class/net/cni0/bridge/stp_state
ls /sys/class/net/cni0/brif
ls /sys/class/net
ip netns exec pod-a ls /sys/class/net
ip netns exec pod-a cat /proc/net/arp
ip netns exec pod-a cat /proc/net/route
cat /proc/net/if_inet6 | sort -k6 | tail -1 | awk '{print $3,$6}'
ip netns exec pod-a ss -tan
while read -r idx name rest; do echo "$idx ${name%%@*}"; done < <(ip -o link | sort -n)
n=0; while ! ip netns exec pod-b ping -c 1 -W 1 10.244.0.1 >/dev/null; do n=$((n+1)); [ $n -gt 5 ] && break; done; echo tries=$n
ip link show type veth | grep -c '^[0-9]'
ip link show master cni0 | grep -o 'veth[^@]*'
ip addr show up | grep -w inet
ip route show default; ip route show root 10.0.0.0/8
ip netns exec pod-a ip route get 8.8.8.8
ip netns exec pod-a traceroute -n 10.244.0.3 | tail -n +2 | awk '{print $1,$2}'
ip netns exec pod-a ip -s link show eth0 | sed -n '4p' | wc -w
for p in pod-a pod-b; do ip netns del $p; done; sleep 0.5; ip -br link
