root@laptop:~# curl -s http://192.168.1.12:30080/
root@backend1:~# conntrack -L
