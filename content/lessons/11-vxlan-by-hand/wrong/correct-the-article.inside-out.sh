root@pod-a:~# ping -c1 10.244.1.5
answer outer-dst = 02:00:00:00:01:11
answer inner-src = 02:00:00:00:01:10
answer inner-dst = 02:00:00:00:01:11
answer not-counted = UDP
