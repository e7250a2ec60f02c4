root@bench:~# ip netns add red
root@bench:~# ip addr add 10.9.0.2/24 dev eth1
root@bench:~# ip link set eth1 up
