root@pod-a:~# ping -c1 10.244.1.5
answer outer-dst = 02:00:00:00:01:11
answer inner-src = 62:a1:b2:c3:d4:e5
answer inner-dst = 62:a1:b2:c3:d5:05
answer not-counted = outer Ethernet
