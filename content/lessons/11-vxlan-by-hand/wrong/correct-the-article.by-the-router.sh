root@pod-a:~# ping -c1 10.244.1.5
answer outer-dst = 02:00:00:00:01:01
answer inner-src = 4e:1a:2b:3c:4d:5e
answer inner-dst = 5a:2b:3c:4d:5e:6f
answer not-counted = outer Ethernet
