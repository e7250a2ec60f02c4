root@bench:~# ip netns del blue
