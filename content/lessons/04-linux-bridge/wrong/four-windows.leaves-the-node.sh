answer veth = request and reply
answer cni0 = request and reply
answer cni0-p = only broadcasts
answer eth0 = request and reply
predict
root@bench:~# tcpdump -i cni0 -nn -c 2 icmp
root@pod-a:~# ping -c1 10.244.0.6
