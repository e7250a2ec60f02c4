root@hostA:~# ip neigh flush dev eth0
root@hostA:~# ping -c1 10.0.0.2
answer t = clock when hostA neigh 10.0.0.2 INCOMPLETE
