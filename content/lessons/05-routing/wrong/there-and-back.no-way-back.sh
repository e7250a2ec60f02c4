root@left:~# ip route add default via 10.1.0.1
root@r1:~# sysctl -w net.ipv4.ip_forward=1
root@left:~# ping -c1 -W1 10.2.0.5
