root@bench:~# ip -br link
answer device = veth-other
