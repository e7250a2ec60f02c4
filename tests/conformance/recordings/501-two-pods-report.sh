# two pods on a bridge, a report with a table
setup() {
  local n=$1 ip=$2 mac=$3
  ip netns add "$n"
  ip link add "v$n" type veth peer name eth0 netns "$n" address "$mac"
  ip link set "v$n" master br0 up
  ip -n "$n" link set lo up
  ip -n "$n" link set eth0 up
  ip -n "$n" addr add "$ip/24" dev eth0
}
ip link add br0 address 02:00:00:00:00:fe type bridge
ip link set br0 up
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
declare -A mac=([a]=02:00:00:00:00:0a [b]=02:00:00:00:00:0b)
i=1
for n in a b; do setup $n 10.1.0.$i ${mac[$n]}; ((i++)); done
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
printf '%-5s %-10s %-15s %s\n' NAME DEV ADDRESS MAC
for n in a b; do
  addr=$(ip -n $n -j addr show eth0 | jq -r '.[0].addr_info[] | select(.family == "inet") | .local')
  printf '%-5s %-10s %-15s %s\n' "$n" eth0 "$addr" "${mac[$n]}"
done
ip -j link show type veth | jq -r '.[] | [.ifname, .operstate, .master] | @tsv'
ip -j -d link show br0 | jq '.[0].linkinfo.info_data | {ageing_time, stp_state, priority}'
ip netns exec b tcpdump -i eth0 -nn -e -l > cap.txt 2> err.txt &
pid=$!
sleep 1
ip netns exec a ping -c 2 -i 0.2 -q 10.1.0.2
sleep 0.5
kill -INT $pid
wait $pid
echo "status $?"
cut -d' ' -f2- cap.txt | sed 's/id [0-9]*/id X/' | sort | uniq -c
awk '/ARP/ {a++} /ICMP/ {i++} END {printf "arp=%d icmp=%d\n", a, i}' cap.txt
cat err.txt
grep -c 'ICMP echo request' cap.txt
grep -o 'length [0-9]*:' cap.txt | sort -u
bridge fdb show br br0 | grep -v permanent
while read -r n _; do echo "netns: $n"; done < <(ip netns list)
for n in $(ip netns list | awk '{print $1}' | sort); do ip -n $n -br addr; done
ip netns exec a ip neigh | awk '{print $1, $5, $NF}'
ip netns del a
ip -br link
