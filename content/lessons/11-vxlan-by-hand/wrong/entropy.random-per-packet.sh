root@pod-a:~# nc -z 10.244.1.5 8080
root@pod-a:~# nc -z 10.244.1.5 8080
answer two-flows = different
answer one-flow = different
