# [25] special routes, locally and forwarded
for n in a r; do ip netns add $n; ip -n $n link set lo up; done
ip link add va netns a address 02:00:00:00:00:0a type veth peer name r0 netns r address 02:00:00:00:00:0b
ip -n a addr add 10.0.0.2/24 dev va
ip -n r addr add 10.0.0.1/24 dev r0
ip -n a link set va up
ip -n r link set r0 up
ip -n a route add default via 10.0.0.1
ip netns exec r sysctl -w net.ipv4.ip_forward=1
ip -n r route add blackhole 10.1.0.0/16
ip -n r route add unreachable 10.2.0.0/16
ip -n r route add prohibit 10.3.0.0/16
ip -n r route add throw 10.4.0.0/16
ip -n r route add blackhole default metric 500
ip -n r route
ip -n r route show type blackhole
ip -n r route show table all type prohibit
ip -n r -d route
for i in 1 2 3 4 5; do ip -n r route get 10.$i.0.1; done
for i in 1 2 3 4 5; do ip netns exec r ping -c 1 -W 1 10.$i.0.1; done
for i in 1 2 3 4 5; do ip netns exec a ping -c 1 -W 1 10.$i.0.1; done
ip -n r route del blackhole default metric 500
ip netns exec a ping -c 1 -W 1 10.9.0.1
ip netns exec a ping -c 2 -W 1 -i 0.5 10.2.0.1
ip -n r route get 10.2.0.1 from 10.0.0.2 iif r0
ip -n r route get 10.1.0.1 from 10.0.0.2 iif r0
ip -n r route get 10.3.0.1 from 10.0.0.2 iif r0
ip -n r route get 10.0.0.77 from 10.0.0.2 iif r0
ip -n r route get 10.0.0.1 from 10.0.0.2 iif r0
ip -n r route get 10.0.0.255 from 10.0.0.2 iif r0
ip -n r route get 10.0.0.255
ip -n r route get 255.255.255.255
ip -n r route get 224.0.0.9
ip -n r route add local 10.6.0.0/16 dev lo
ip netns exec a ping -c 1 -W 1 10.6.1.1
ip -n r route show table local
ip -n r route get 10.6.7.8
ip -n r route add broadcast 10.7.0.255 dev r0
ip -n r route add nat 10.8.0.0/16
ip -n r route add multicast 239.0.0.0/8 dev r0
ip -n r route get 239.1.1.1
ip -n r route
ip -n r -j route | jq -c '.[]'
ip -n r route flush type unreachable
ip -n r route flush table main
ip -n r route
ip -n r route show table 0 
ip netns exec a ping -c 1 -W 1 10.2.0.1
