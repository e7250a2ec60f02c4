root@bench:~# ip link add cni0 type bridge
root@bench:~# ip link set cni0 up
root@bench:~# for p in a b c; do ip link set veth-$p master cni0; ip link set veth-$p up; ip -n $p link set eth0 up; done
root@bench:~# ip addr add 10.244.0.5/24 dev veth-a
root@bench:~# ip addr add 10.244.0.6/24 dev veth-b
root@bench:~# ip addr add 10.244.0.7/24 dev veth-c
