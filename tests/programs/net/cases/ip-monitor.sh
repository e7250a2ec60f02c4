# monitor in the background
ip netns add n1
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
ip link set v0 up
ip link set v1 up
sleep 2
ip monitor link addr route neigh rule > /tmp/m1 &
sleep 0.3
ip addr add 10.0.0.1/24 dev v0
ip route add 10.9.0.0/16 via 10.0.0.2
ip route del 10.9.0.0/16
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 dev v0
ip neigh del 10.0.0.7 dev v0
ip rule add from 10.0.0.0/24 table 100
ip rule del from 10.0.0.0/24 table 100
ip link set v0 mtu 1400
ip link set v0 down
sleep 0.2
kill $!; sleep 0.1
sort /tmp/m1
ip -o monitor link addr > /tmp/m2 &
sleep 0.3
ip link set v0 up
sleep 2
kill $!; sleep 0.1
cat /tmp/m2
ip monitor bogus
ip monitor dev nope
ip -n n1 monitor link > /tmp/m4 &
sleep 0.3
ip -n n1 link set lo up
sleep 0.3
cat /tmp/m4
