root@pod-a:~# ping -c1 -W2 10.244.1.5
answer who = 192.168.1.10
