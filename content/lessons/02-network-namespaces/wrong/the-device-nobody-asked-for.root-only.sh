root@bench:~# modprobe ipip
root@bench:~# ip link show tunl0
root@bench:~# ip netns add green
answer before = 1
answer after = 1
answer state = DOWN
