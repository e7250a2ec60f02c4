root@worker1:~# modprobe ipip
root@worker1:~# ip link set tunl0 up
root@worker1:~# ip route add 192.168.2.0/24 via 10.30.1.132 dev tunl0 onlink
root@frontend1:~# ping -c1 -W1 192.168.2.66
