root@bench:~# ip -n pod link show eth0
answer device = if8
