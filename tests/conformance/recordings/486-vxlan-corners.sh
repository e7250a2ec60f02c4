# VXLAN: learning off, VNI mismatch, groups, proxy, l2miss, fdb append/replace/del, change, errors
for n in n1 n2 n3; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add br0 address 02:00:00:00:00:f0 type bridge; ip link set br0 up
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for i in 1 2 3; do ip link add p$i address 02:00:00:00:01:0$i type veth peer name eth0 netns n$i address 52:54:00:00:00:0$i; ip link set p$i master br0; ip link set p$i up; ip -n n$i addr add 192.168.5.$i/24 dev eth0; ip -n n$i link set eth0 up; done
ip -n n1 link add vx1 address 02:00:00:00:64:01 type vxlan id 42 dev eth0 local 192.168.5.1 dstport 4789 nolearning
ip -n n2 link add vx1 address 02:00:00:00:64:02 type vxlan id 42 dev eth0 local 192.168.5.2 dstport 4789
ip -n n3 link add vx1 address 02:00:00:00:64:03 type vxlan id 42 dev eth0 local 192.168.5.3 dstport 4789 ttl 5 tos 0x10 ageing 10 maxaddress 3 df set
for i in 1 2 3; do ip -n n$i addr add 10.50.0.$i/24 dev vx1; ip -n n$i link set vx1 up; done
for i in 1 2 3; do ip -n n$i -d link show vx1; done
bridge -n n1 fdb
ip netns exec n1 ping -c 1 -W 1 10.50.0.2
ip -n n1 -s link show vx1
bridge -n n1 fdb append 00:00:00:00:00:00 dev vx1 dst 192.168.5.2
bridge -n n1 fdb append 00:00:00:00:00:00 dev vx1 dst 192.168.5.3
bridge -n n1 fdb append 00:00:00:00:00:00 dev vx1 dst 192.168.5.3
bridge -n n1 fdb show dev vx1
bridge -n n2 fdb add 00:00:00:00:00:00 dev vx1 dst 192.168.5.1
ip netns exec n1 ping -c 1 -W 1 10.50.0.2
ip netns exec n1 ping -c 1 -W 1 10.50.0.3
bridge -n n1 fdb show dev vx1
bridge -n n2 fdb show dev vx1
bridge -n n3 fdb show dev vx1
bridge -n n3 fdb append 00:00:00:00:00:00 dev vx1 dst 192.168.5.1
ip netns exec n1 ping -c 1 -W 1 10.50.0.3
bridge -s -n n3 fdb show dev vx1 | sed 's#used [0-9]*/[0-9]*#used T#'
bridge -n n3 fdb add 02:aa:00:00:00:01 dev vx1 dst 192.168.5.1
bridge -n n3 fdb add 02:aa:00:00:00:02 dev vx1 dst 192.168.5.1
bridge -n n3 fdb show dev vx1
bridge -n n1 fdb add 02:00:00:00:64:02 dev vx1 dst 192.168.5.2 self permanent
bridge -n n1 fdb add 02:00:00:00:64:02 dev vx1 dst 192.168.5.3
bridge -n n1 fdb replace 02:00:00:00:64:02 dev vx1 dst 192.168.5.3
bridge -n n1 fdb show dev vx1 | grep 64:02
ip netns exec n1 ping -c 1 -W 1 10.50.0.2
bridge -n n1 fdb replace 02:00:00:00:64:02 dev vx1 dst 192.168.5.2 port 4789 vni 42 via eth0
bridge -n n1 fdb show dev vx1 | grep 64:02
ip netns exec n1 ping -c 1 -W 1 10.50.0.2
bridge -n n1 fdb replace 02:00:00:00:64:02 dev vx1 dst 192.168.5.2 port 9999
bridge -n n1 fdb show dev vx1 | grep 64:02
ip netns exec n1 ping -c 1 -W 1 10.50.0.2
bridge -n n1 fdb replace 02:00:00:00:64:02 dev vx1 dst 192.168.5.2 vni 43
bridge -n n1 fdb show dev vx1 | grep 64:02
ip netns exec n1 ping -c 1 -W 1 10.50.0.2
bridge -n n1 fdb del 02:00:00:00:64:02 dev vx1 dst 192.168.5.3
bridge -n n1 fdb del 02:00:00:00:64:02 dev vx1
bridge -n n1 fdb del 02:00:00:00:64:02 dev vx1
bridge -n n1 fdb del 00:00:00:00:00:00 dev vx1 dst 192.168.5.3
bridge -n n1 fdb show dev vx1
bridge -n n1 fdb append 02:aa:00:00:00:01 dev vx1 dst 192.168.5.2
bridge -n n1 fdb append 02:aa:00:00:00:01 dev vx1 dst 192.168.5.3
bridge -n n1 fdb add 02:aa:00:00:00:01 dev vx1
bridge -n n1 fdb add 02:aa:00:00:00:01 dev vx1 dst nope
bridge -n n1 fdb add 02:aa:00:00:00:01 dev vx1 dst 192.168.5.2 port x
bridge -n n1 fdb add 02:aa:00:00:00:01 dev vx1 dst 192.168.5.2 vni 16777216
bridge -n n1 fdb add 02:aa:00:00:00:01 dev vx1 dst 192.168.5.2 via nope
bridge -n n1 fdb add 02:aa:00:00:00 dev vx1 dst 192.168.5.2
bridge -n n1 fdb add 01:00:5e:00:00:09 dev vx1 dst 192.168.5.2
bridge -n n1 fdb add 02:aa:00:00:00:03 dev eth0 dst 192.168.5.2
bridge -n n1 fdb add 02:aa:00:00:00:04 dev vx1 dst 192.168.5.2 dynamic
bridge -n n1 fdb add 02:aa:00:00:00:05 dev vx1 dst 192.168.5.2 static
bridge -n n1 fdb add 02:aa:00:00:00:06 dev vx1 dst 192.168.5.2 extern_learn
bridge -n n1 fdb add 02:aa:00:00:00:07 dev vx1 dst 0.0.0.0
bridge -n n1 fdb show dev vx1
bridge -n n1 fdb show dynamic
bridge -n n1 fdb show state permanent dev vx1
bridge -n n1 fdb get 02:aa:00:00:00:05 dev vx1
bridge -n n1 fdb get 02:aa:00:00:00:99 dev vx1
bridge -n n1 fdb get 02:aa:00:00:00:05 dev vx1 self
bridge -n n1 -j fdb show dev vx1 | jq -c '.[]' | cat
bridge -n n1 -d fdb show dev vx1 | head -2
bridge -n n1 fdb flush dev vx1
bridge -n n1 fdb show dev vx1
sleep 11
bridge -n n3 fdb show dev vx1
ip -n n3 link set vx1 type vxlan ageing 300 ttl 9
ip -n n3 link set vx1 type vxlan id 43
ip -n n3 link set vx1 type vxlan dstport 4790
ip -n n3 link set vx1 type vxlan local 192.168.5.33
ip -n n3 link set vx1 type vxlan remote 192.168.5.1
ip -n n3 link set vx1 type vxlan learning
ip -n n3 link set vx1 type vxlan nolearning
ip -n n3 -d link show vx1 | tail -1 | cut -c 1-120
bridge -n n3 fdb show dev vx1
ip -n n3 link add vx2 type vxlan id 42 dev eth0 dstport 4789
ip -n n3 link add vx2 type vxlan id 43 dev eth0 dstport 4789 group 239.1.1.1
ip -n n3 link add vx3 type vxlan id 44 dstport 4789 group 239.1.1.1
ip -n n3 link add vx3 type vxlan id 44 dev eth0 dstport 4789 remote 239.1.1.1
ip -n n3 link add vx3 type vxlan id 44 dev eth0 dstport 4789 group 192.168.5.1
ip -n n3 link add vx3 type vxlan dev eth0 dstport 4789
ip -n n3 link add vx3 type vxlan id 16777216 dev eth0 dstport 4789
ip -n n3 link add vx3 type vxlan id x dev eth0 dstport 4789
ip -n n3 link add vx3 type vxlan id 45 dev nope dstport 4789
ip -n n3 link add vx3 type vxlan id 45 dev eth0 dstport 4789 local x
ip -n n3 link add vx3 type vxlan id 45 dev eth0 dstport 4789 ttl 300
ip -n n3 link add vx3 type vxlan id 45 dev eth0 dstport 4789 bogus
ip -n n3 link add vx3 type vxlan id 45 dev eth0 dstport 4789 srcport 5000
ip -n n3 link add vx3 type vxlan id 45 dev eth0 dstport 4789 remote 192.168.5.1 group 239.0.0.1
ip -n n3 link add vx4 address 02:00:00:00:64:04 type vxlan id 46 dev eth0 dstport 4789 srcport 5000 5010 proxy rsc l2miss l3miss udp6zerocsumtx noudpcsum ttl inherit tos inherit
ip -n n3 -d link show vx4
ip -n n3 -d link show vx2
bridge -n n3 fdb show dev vx2
ip -n n3 maddr show dev eth0
ip -n n3 link set vx2 up; ip -n n3 maddr show dev eth0
ip -n n3 -j -d link show vx4 | jq -c '.[0].linkinfo' | cat
ip -n n3 -br link show type vxlan
ip -n n3 link del vx4
ip -n n3 link set eth0 down; sleep 0.3; ip -n n3 -br link show vx1
ip -n n3 link set eth0 up; ip -n n3 link del eth0; ip -n n3 -br link
ip netns exec n1 ss -unl
ip netns exec n1 cat /proc/net/udp | cut -c 1-40 | sed 's/ *[0-9]*:/N:/'
ip -n n1 link set vx1 mtu 1600
ip -n n1 link set vx1 mtu 1450
ip -n n1 link set vx1 mtu 1400; ip -n n1 link show vx1 | head -1
ip -n n1 route get 10.50.0.2
