root@bench:~# ip addr add 10.244.0.1 dev cni0
root@bench:~# for p in a b c; do ip -n $p route add default via 10.244.0.1; done
