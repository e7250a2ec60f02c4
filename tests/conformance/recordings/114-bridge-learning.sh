# a bridge learns, floods and forgets
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip link add br0 type bridge
ip link set br0 address 02:00:00:00:00:b0
ip link set br0 up
for i in 1 2 3; do
  ip netns add h$i
  ip link add p$i address 02:00:00:00:01:0$i type veth peer name eth0 netns h$i address 02:00:00:00:00:0$i
  ip link set p$i master br0 up
  ip netns exec h$i sysctl -qw net.ipv6.conf.all.disable_ipv6=1
  ip -n h$i addr add 10.0.0.$i/24 dev eth0
  ip -n h$i link set eth0 up
done
sleep 2
bridge link
bridge fdb show br br0 | grep 02:00:00:00:00:0
ip netns exec h3 tcpdump -i eth0 -nn -l > seen.txt 2>/dev/null &
sleep 1
ip netns exec h1 ping -c 1 10.0.0.2
sleep 1
cat seen.txt
bridge fdb show br br0 | grep 02:00:00:00:00:0
ip netns exec h1 ping -c 1 10.0.0.2 > /dev/null
sleep 1
cat seen.txt
kill %1; wait
bridge fdb show dev p1
bridge -s fdb show dev p1 | grep 02:00:00:00:00:01
bridge fdb show brport p2
bridge fdb del 02:00:00:00:00:01 dev p1 master
bridge fdb del 02:00:00:00:00:01 dev p1 master
bridge fdb show br br0 | grep 02:00:00:00:00:0
bridge fdb add 02:00:00:00:00:99 dev p3 master
bridge fdb add 02:00:00:00:00:98 dev p3 master static
bridge fdb add 02:00:00:00:00:97 dev p3 master dynamic
bridge fdb add 02:00:00:00:00:96 dev p3
bridge fdb add 02:00:00:00:00:99 dev p3 master
bridge fdb append 02:00:00:00:00:95 dev p3 master
bridge fdb replace 02:00:00:00:00:99 dev p2 master
bridge fdb show br br0 | grep 02:00:00:00:00:9
bridge fdb get 02:00:00:00:00:99 br br0
bridge fdb get 02:00:00:00:00:11 br br0
bridge fdb add nonsense dev p3 master
bridge fdb add 02:00:00:00:00:94 dev nope master
bridge fdb add 02:00:00:00:00:94 master
bridge fdb add dev p3 master
bridge fdb show br nope
bridge fdb show dev nope
bridge fdb bogus
ip link set p2 down
bridge fdb show br br0 | grep 02:00:00:00:00:0
bridge link show dev p2
ip link set br0 type bridge ageing_time 200
ip netns exec h1 ping -c 1 -W 1 10.0.0.3 > /dev/null
bridge fdb show br br0 | grep 02:00:00:00:00:0
sleep 4
bridge fdb show br br0 | grep 02:00:00:00:00:0
