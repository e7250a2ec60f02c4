root@bench:~# ip -n red link set veth-r down
