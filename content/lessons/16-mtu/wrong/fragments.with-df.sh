root@pod-a:~# ping -c1 -M do -s 2992 10.244.1.5
answer count = 3
answer ports = the first
answer filter = 1
