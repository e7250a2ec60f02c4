root@pod-a:~# ping -c1 10.244.1.5
answer port = 8472
answer who = the RFC
