root@pod-a:~# head -c 3000 /dev/zero > /dev/udp/10.244.1.5/9999
answer count = 3
answer ports = all of them
answer filter = 3
