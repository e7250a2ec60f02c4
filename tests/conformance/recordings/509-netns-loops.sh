# many namespaces in loops, jq over their links
sysctl -qw net.ipv6.conf.default.disable_ipv6=1
N=4
for ((i = 1; i <= N; i++)); do
  ip netns add ns$i
  ip link add veth$i type veth peer name eth0 netns ns$i
  ip -n ns$i addr add 10.0.$i.2/30 dev eth0
  ip -n ns$i link set eth0 up
  ip addr add 10.0.$i.1/30 dev veth$i
  ip link set veth$i up
done
ip netns list
ip netns list | wc -l
ip -j addr | jq -r '.[] | select(.ifname | startswith("veth")) | "\(.ifname) \(.addr_info[0].local)/\(.addr_info[0].prefixlen) mtu=\(.mtu)"'
ip -j route | jq -c '.[] | {dst, dev}'
ip -j route | jq 'length'
ip -j link | jq -r 'map(.ifname) | sort | join(",")'
ip -j -s link show veth1 | jq '.[0].stats64 | keys'
ip -j -p addr show dev lo
for ns in $(ip netns list | awk '{print $1}' | sort -r); do
  echo -n "$ns: "
  ip netns exec $ns ip -4 -o addr show eth0 | awk '{print $4}'
done
i=0; while [ $i -lt 3 ]; do i=$((i+1)); ip netns exec ns$i ping -c 1 -q 10.0.$i.1 | grep -o '[0-9]* received'; done
ip -all netns exec hostname | grep -v ^$ | sort -u | head -3
ip -all -j link 2>&1 | head -1
until ip link show veth1 | grep -q 'state DOWN'; do ip link set veth1 down; done; ip -br link show veth1 | awk '{print $2}'
seq 1 $N | xargs -I{} ip -n ns{} -br link show eth0 | awk '{print $2}'
ip netns exec ns2 bash -c 'echo $0 in $(ip netns identify); ip -br addr | while read d s a; do echo "$d=$s=$a"; done'
ip netns exec ns2 bash <<'IN'
ip route
x=$(ip -j link show eth0 | jq -r .[].operstate)
echo "state $x"
exit 4
IN
printf '%s\n' ns1 ns2 | while read n; do ip netns delete $n && echo "gone $n"; done
ip link | grep -c veth
ip netns exec ns1 true
ip -n ns1 link
ip netns add ns3
ip netns add "a b"; ip netns add a/b; ip netns add ..
ip netns del nope
diff <(ip -n ns3 -br link | awk '{print $1}' | cut -d@ -f1) <(ip -n ns4 -br link | awk '{print $1}' | cut -d@ -f1) && echo same
declare -A seen; for f in /sys/class/net/*; do seen[${f##*/}]=$(cat $f/mtu); done; for k in $(printf '%s\n' "${!seen[@]}" | sort); do echo "$k=${seen[$k]}"; done
ip -batch - <<'B'
link add d0 type bridge
addr add 172.16.0.1/24 dev d0
link set d0 up
link set nope up
addr show dev d0
B
echo "batch $?"
ip -force -b <(printf 'link set nope up\nlink set d0 mtu 1400\n'); ip link show d0 | grep -o 'mtu [0-9]*'
for k in net.ipv4.ip_forward net.ipv4.conf.all.rp_filter net.ipv4.neigh.default.base_reachable_time_ms; do printf '%-45s %s\n' $k $(sysctl -n $k); done
printf 'net.ipv4.ip_forward = 1\n# c\nnet.ipv4.conf.d0.rp_filter=2\n' > s.conf; sysctl -p s.conf
ip -all netns delete; ip netns; ls /run/netns | wc -l
