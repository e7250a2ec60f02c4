# redirects: a router whose next hop is on the same link
for n in a r1 r2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add br0 type bridge
ip link set br0 up
j=1; for n in a r1 r2; do ip link add v$n type veth peer name eth0 netns $n address 02:00:00:00:00:0$j; ip link set v$n master br0; ip link set v$n up; ip -n $n addr add 10.0.0.$j/24 dev eth0; ip -n $n link set eth0 up; j=$((j+1)); done
for n in r1 r2; do ip netns exec $n sysctl -w net.ipv4.ip_forward=1; done
ip -n r2 addr add 10.5.0.1/32 dev lo
ip -n a route add 10.5.0.0/16 via 10.0.0.2
ip -n r1 route add 10.5.0.0/16 via 10.0.0.3
ip netns exec a sysctl net.ipv4.conf.all.accept_redirects net.ipv4.conf.eth0.accept_redirects net.ipv4.conf.eth0.secure_redirects
ip netns exec r1 sysctl net.ipv4.conf.all.send_redirects net.ipv4.conf.eth0.send_redirects
ip netns exec a ping -c 3 -i 0.5 10.5.0.1
ip -n a route get 10.5.0.1
ip -n a route
ip netns exec a ping -c 1 10.5.0.1
ip -n a route flush cache
ip -n a route get 10.5.0.1
ip netns exec r1 sysctl -w net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0
ip netns exec a ping -c 2 -i 0.3 10.5.0.1
ip -n a route get 10.5.0.1
ip netns exec r1 sysctl -w net.ipv4.conf.all.send_redirects=1
ip netns exec a sysctl -w net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.eth0.accept_redirects=0
ip netns exec a ping -c 2 -i 0.3 10.5.0.1
ip -n a route get 10.5.0.1
bridge fdb show br br0 | grep -v permanent | sort
ip -n r1 route get 10.5.0.1 from 10.0.0.1 iif eth0
ip -n a neigh | sort
ip -n r1 neigh | sort
ip netns exec a cat /proc/sys/net/ipv4/conf/{all,default,eth0,lo}/accept_redirects
ip -j -n a route get 10.5.0.1 | jq -c .
ip -n a -s neigh | sed 's/used [0-9/]*/used U/' | sort
