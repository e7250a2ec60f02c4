root@bench:~# ip netns add red
root@bench:~# ip link set eth1 up
root@bench:~# ip link set eth1 netns red
root@bench:~# ip -n red addr add 10.9.0.2/24 dev eth1
