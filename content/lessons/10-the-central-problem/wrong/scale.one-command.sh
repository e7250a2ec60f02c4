answer now = 1
answer ten = 10
root@node1:~# ip route add 10.244.3.0/24 via 192.168.1.13
