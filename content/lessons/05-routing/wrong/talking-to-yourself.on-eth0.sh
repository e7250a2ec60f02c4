root@left:~# ping -c1 10.1.0.5
answer dev = eth0
answer eth0 = 1
