root@bench:~# ip netns del blue
answer left = a device without carrier
