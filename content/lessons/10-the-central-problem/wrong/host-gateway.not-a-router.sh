root@node1:~# ip route add 10.244.1.0/24 via 192.168.1.11
root@node2:~# ip route add 10.244.0.0/24 via 192.168.1.10
root@node2:~# sysctl -w net.ipv4.ip_forward=0
