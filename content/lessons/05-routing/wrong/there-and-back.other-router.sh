root@left:~# ip route add 10.2.0.0/24 via 10.1.0.2
root@r1:~# sysctl -w net.ipv4.ip_forward=1
root@right:~# ip route add default via 10.2.0.1
