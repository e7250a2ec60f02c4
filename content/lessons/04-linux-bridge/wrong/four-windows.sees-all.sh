answer veth = request and reply
answer cni0 = request and reply
answer cni0-p = request and reply
answer eth0 = nothing
predict
root@bench:~# tcpdump -i cni0 -nn -c 2 icmp
root@pod-a:~# ping -c1 10.244.0.6
