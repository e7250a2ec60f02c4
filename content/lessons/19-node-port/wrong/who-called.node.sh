root@laptop:~# curl -s http://192.168.1.12:30080/
answer src = 192.168.1.12
answer port = 8080
