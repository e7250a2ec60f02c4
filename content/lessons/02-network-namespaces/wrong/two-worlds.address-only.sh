root@bench:~# ip netns add red
root@bench:~# ip netns add blue
root@bench:~# ip -n red addr add 127.0.0.1/8 dev lo
