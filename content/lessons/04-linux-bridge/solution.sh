# exercise build-cni0
root@bench:~# ip link add cni0 type bridge
root@bench:~# ip link set cni0 up
root@bench:~# for p in a b c; do ip link set veth-$p master cni0; ip link set veth-$p up; ip -n $p link set eth0 up; done
root@bench:~# ip -n a addr add 10.244.0.5/24 dev eth0
root@bench:~# ip -n b addr add 10.244.0.6/24 dev eth0
root@bench:~# ip -n c addr add 10.244.0.7/24 dev eth0

# exercise give-it-a-leg
root@bench:~# ip addr add 10.244.0.1/24 dev cni0
root@bench:~# for p in a b c; do ip -n $p route add default via 10.244.0.1; done

# exercise learn-and-flood
root@pod-a:~# ping -c1 10.244.0.6
root@bench:~# bridge fdb show br cni0 | grep -i d4:0b
answer c-arp = yes
answer c-echo = no
answer port = veth-b
root@pod-a:~# ping -c1 10.244.0.6
answer again = nothing

# exercise four-windows
answer veth = request and reply
answer cni0 = request and reply
answer cni0-p = only broadcasts
answer eth0 = nothing
predict
root@bench:~# tcpdump -i cni0 -nn -c 2 icmp
root@pod-a:~# ping -c1 10.244.0.6
root@bench:~# timeout 10 tcpdump -p -i cni0 -nn
root@pod-a:~# ping -c1 10.244.0.6
wait 12

# exercise does-iptables-see-it
root@bench:~# iptables -A FORWARD -s 10.244.0.5 -d 10.244.0.6 -j DROP
root@bench:~# ip netns exec a ping -c1 -W1 10.244.0.6
root@bench:~# iptables -nvL FORWARD
root@bench:~# modprobe br_netfilter
root@bench:~# sysctl -w net.bridge.bridge-nf-call-iptables=1
root@bench:~# ip netns exec a ping -c1 -W1 10.244.0.6
root@bench:~# iptables -nvL FORWARD
answer before = 0
answer then = yes
