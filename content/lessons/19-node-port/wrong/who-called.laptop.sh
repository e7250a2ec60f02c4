root@laptop:~# curl -s http://192.168.1.12:30080/
answer src = 203.0.113.10
answer port = 8080
