root@pod-a:~# ping -c1 10.244.1.5
answer port = 4789
answer who = Kubernetes
