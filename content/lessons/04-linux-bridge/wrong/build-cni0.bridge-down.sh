root@bench:~# ip link add cni0 type bridge
root@bench:~# for p in a b c; do ip link set veth-$p master cni0; ip link set veth-$p up; ip -n $p link set eth0 up; done
root@bench:~# ip -n a addr add 10.244.0.5/24 dev eth0
root@bench:~# ip -n b addr add 10.244.0.6/24 dev eth0
root@bench:~# ip -n c addr add 10.244.0.7/24 dev eth0
