root@worker1:~# modprobe ipip
root@worker1:~# ip link set tunl0 up
root@worker1:~# ip tunnel change tunl0 mode ipip remote 10.30.1.132 local 10.30.1.131
