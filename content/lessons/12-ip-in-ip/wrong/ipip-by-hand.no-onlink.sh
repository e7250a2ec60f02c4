root@worker1:~# modprobe ipip
root@worker1:~# ip link set tunl0 up
root@worker1:~# ip route add 192.168.2.0/24 via 10.30.1.132 dev tunl0
root@worker2:~# modprobe ipip
root@worker2:~# ip link set tunl0 up
root@worker2:~# ip route add 192.168.1.0/24 via 10.30.1.131 dev tunl0 onlink
