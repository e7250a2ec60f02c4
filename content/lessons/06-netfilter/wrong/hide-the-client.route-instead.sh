root@server:~# ip route add 10.1.0.0/24 via 203.0.113.1
