root@bench:~# ip -n red link set veth-r netns 1
