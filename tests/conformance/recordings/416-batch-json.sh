# ip -batch, -force, -json with jq
cat > setup.ip <<EOF
netns add a
netns add b
link add va netns a address 02:00:00:00:00:0a type veth peer name vb netns b address 02:00:00:00:00:0b
-n a addr add 10.0.0.1/24 dev va
EOF
ip -batch setup.ip
ip netns list
cat > one.ip <<EOF
addr add 10.0.0.1/24 dev va
link set va up
link set lo up
# a comment
addr add 127.0.0.1/8 dev lo

route add 10.1.0.0/16 via 10.0.0.2
route add 10.1.0.0/16 via 10.0.0.2
route show
EOF
ip -n a -b one.ip
ip -n a -force -b one.ip
echo $?
ip -n b -batch - <<< 'addr add 10.0.0.2/24 dev vb
link set vb up'
echo 'link show lo
route get 127.0.0.1
bogus' | ip -b -
echo 'link show lo' | ip -br -b -
echo -e 'addr show \\\n dev lo' | ip -br -b -
echo 'addr show dev lo' | ip -j -b - | jq -c '.[].ifname'
ip -n a -j addr show va | jq -c '.[0] | del(.addr_info) '
ip -n a -j -4 addr show va | jq -c '.[0].addr_info[0]'
ip -n a -j route | jq -c .
ip -n a -p -j neigh
ip netns exec a ping -c 1 -q 10.0.0.2 | tail -2 | head -1
ip -n a -p -j neigh
ip -n a -j -s neigh | jq -c '.[0]|keys'
ip -j netns list
ip -j netns | jq -r '.[].name' | sort
ip -n a -j -d link show va | jq -c '.[0]|[.link_netnsid,.linkinfo.info_kind,.inet6_addr_gen_mode]'
ip -n a -j rule | jq -c '.[]'
ip -j link show nope
ip -j link show lo | jq '.[0].flags'
ip -n a -j route get 10.1.0.1 | jq -c .
ip -n a -j route get 99.0.0.1
ip -j -br addr | jq -c '.[]'
ip -j -br link | jq -c '.[]'
ip -j -n a route show table local | jq -r '.[]|"\(.type // "unicast") \(.dst)"'
bridge -j fdb | jq -c '.[0]'
bridge -j vlan
bridge -j link
ip -n a -j maddr show dev va | jq -c '.[0].maddr[0]'
ip -n a -j -p rule | head -5
bridge -batch - <<< 'link show'
bridge -batch - <<< 'fdb add 00:00:00:00:00:01 dev lo'
for f in $(ip -n a -j route | jq -r '.[].dst'); do echo "net $f"; done
ip -n a -j addr | jq '[.[].addr_info[]|select(.family=="inet")|.local]'
