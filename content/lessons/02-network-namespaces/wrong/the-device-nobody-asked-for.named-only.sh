root@bench:~# modprobe ipip
root@bench:~# ip -all netns exec ip link show tunl0
root@bench:~# ip netns add green
answer before = 2
answer after = 3
answer state = DOWN
