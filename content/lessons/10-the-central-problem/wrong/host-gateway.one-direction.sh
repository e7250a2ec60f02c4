root@node1:~# ip route add 10.244.1.0/24 via 192.168.1.11
root@node1:~# ip route add 10.244.2.0/24 via 192.168.1.12
root@pod-a:~# ping -c1 -W2 10.244.1.5
