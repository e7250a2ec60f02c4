root@bench:~# ip netns add red
root@bench:~# ip netns add blue
root@bench:~# ip link set lo up
