root@bench:~# ip addr add 10.244.0.1/24 dev cni0
root@bench:~# ip -n a route add default via 10.244.0.1
