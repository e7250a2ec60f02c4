root@laptop:~# curl -s http://192.168.1.12:30080/
answer laptop = 40001
answer node3 = 40001
