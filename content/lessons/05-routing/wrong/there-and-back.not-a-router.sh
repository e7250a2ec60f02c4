root@left:~# ip route add 10.2.0.0/24 via 10.1.0.1
root@right:~# ip route add default via 10.2.0.1
root@left:~# ping -c1 -W1 10.2.0.5
