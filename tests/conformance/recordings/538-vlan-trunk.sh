# VLANs over a trunk between two switches in namespaces
# oracle: uml
for n in sw1 sw2 a10 a20 b10 b20; do ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
for s in 1 2; do
  ip -n sw$s link add br0 type bridge vlan_filtering 1 vlan_default_pvid 0
  ip -n sw$s link set br0 up
done
ip link add trunk netns sw1 type veth peer name trunk netns sw2
attach() { # attach SWITCH HOST VLAN ADDR
  ip link add $2 netns $1 type veth peer name eth0 netns $2
  ip -n $1 link set $2 master br0 up
  bridge -n $1 vlan add vid $3 dev $2 pvid untagged
  ip -n $2 addr add $4/24 dev eth0
  ip -n $2 link set eth0 up
}
attach sw1 a10 10 10.0.10.1
attach sw1 a20 20 10.0.20.1
attach sw2 b10 10 10.0.10.2
attach sw2 b20 20 10.0.20.2
for s in sw1 sw2; do ip -n $s link set trunk master br0 up; bridge -n $s vlan add vid 10 dev trunk; bridge -n $s vlan add vid 20 dev trunk; done
bridge -n sw1 vlan
bridge -n sw1 -c=never vlan show dev trunk
bridge -n sw1 -j vlan | jq -c '.[]'
bridge -n sw1 -d vlan show dev a10
bridge -n sw1 -s vlan show dev a20 | head -3
ip netns exec a10 ping -c 2 -i 0.2 10.0.10.2
ip netns exec a20 ping -c 1 10.0.20.2
ip netns exec a10 ping -c 1 -W 1 10.0.20.2
ip netns exec sw2 tcpdump -i trunk -nn -e -c 4 vlan > cap.txt 2>&1 &
sleep 1
ip netns exec a10 ping -c 1 10.0.10.2 > /dev/null; ip netns exec a20 ping -c 1 10.0.20.2 >/dev/null
wait
cut -d' ' -f2- cap.txt
bridge -n sw2 fdb show br br0 | grep -v permanent
bridge -n sw2 vlan del vid 20 dev trunk
ip netns exec a20 ping -c 1 -W 1 10.0.20.2
bridge -n sw2 vlan add vid 20 dev trunk pvid untagged
ip netns exec a20 ping -c 1 -W 1 10.0.20.2
bridge -n sw2 vlan show
# a router on a stick: VLAN devices on the bridge itself
bridge -n sw1 vlan add vid 10 dev br0 self
bridge -n sw1 vlan add vid 20 dev br0 self
ip -n sw1 link add link br0 name br0.10 type vlan id 10
ip -n sw1 link add link br0 name br0.20 type vlan id 20
ip -n sw1 addr add 10.0.10.254/24 dev br0.10
ip -n sw1 addr add 10.0.20.254/24 dev br0.20
ip -n sw1 link set br0.10 up
ip -n sw1 link set br0.20 up
ip netns exec sw1 sysctl -w net.ipv4.ip_forward=1
bridge -n sw1 vlan show
ip netns exec a10 ping -c 1 -W 1 10.0.10.254
ip -n a10 route add default via 10.0.10.254
ip -n a20 route add default via 10.0.20.254
ip netns exec a10 ping -c 2 -i 0.2 10.0.20.1
ip netns exec a10 traceroute -n -q 1 10.0.20.1
ip -n sw1 -d link show br0.10 | grep -o 'vlan protocol.*>'
ip -n sw1 -br addr
bridge -n sw1 vlan del vid 20 dev br0 self
ip netns exec a20 ping -c 1 -W 1 10.0.20.254
bridge -n sw1 vlan add vid 4095 dev a10
bridge -n sw1 vlan add vid 0 dev a10
bridge -n sw1 vlan add vid 10-15 dev a10
bridge -n sw1 vlan show dev a10
bridge -n sw1 vlan add vid 15-10 dev a10
bridge -n sw1 vlan add vid 30-40 dev a10 pvid
bridge -n sw1 vlan del vid 99 dev a10
bridge -n sw1 vlan add dev a10
bridge -n sw1 vlan add vid 5
bridge -n sw1 vlan add vid 5 dev nope
bridge -n sw1 vlan show dev nope
ip -n sw1 link set br0 type bridge vlan_filtering 0
bridge -n sw1 vlan show
ip netns exec a10 ping -c 1 -W 1 10.0.10.2
