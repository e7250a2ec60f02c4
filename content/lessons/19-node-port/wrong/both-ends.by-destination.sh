root@laptop:~# curl -s http://192.168.1.12:30080/
answer laptop = 30080
answer node3 = 8080
