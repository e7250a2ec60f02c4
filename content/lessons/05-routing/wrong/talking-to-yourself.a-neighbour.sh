root@left:~# ping -c1 10.1.0.1
answer dev = lo
answer eth0 = 0
