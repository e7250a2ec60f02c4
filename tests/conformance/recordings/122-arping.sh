# arping
ip netns add b
ip link add eth0 address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
ip addr add 10.0.0.1/24 dev eth0
ip link set eth0 up
ip -n b addr add 10.0.0.2/24 dev eth0
ip -n b link set eth0 up
sleep 1
arping -c 1 -I eth0 10.0.0.2
arping -c 2 -I eth0 10.0.0.2
arping -c 1 -w 1 -I eth0 10.0.0.9
arping -q -c 1 -I eth0 10.0.0.2
arping -f -I eth0 10.0.0.2
arping -c 1 -b -I eth0 10.0.0.2
arping -D -c 1 -w 1 -I eth0 10.0.0.9
arping -D -c 1 -w 1 -I eth0 10.0.0.2
arping -U -c 1 -w 1 -I eth0 10.0.0.1
arping -A -c 1 -w 1 -I eth0 10.0.0.1
arping -c 1 -I lo 127.0.0.1
arping -c 1 -I nope 10.0.0.2
arping -c 1 10.0.0.2
arping -c 1 -s 10.0.0.7 -I eth0 -w 1 10.0.0.2
arping -c 1 -I eth0 nosuchhost
arping
ip neigh
ip -n b neigh
