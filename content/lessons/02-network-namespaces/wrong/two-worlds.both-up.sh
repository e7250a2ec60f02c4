root@bench:~# ip netns add red
root@bench:~# ip netns add blue
root@bench:~# ip -all netns exec ip link set lo up
