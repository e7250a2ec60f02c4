root@laptop:~# curl -s http://192.168.1.12:30080/
answer source = 10.244.2.0
answer join = the first sport on node3 and the first sport on node1
