# exercise read-worker1
root@worker1:~# ip route
answer local = cali-frontend1
answer remote = tunl0
answer worker = ens192
answer outside = ens192
predict
root@worker1:~# ip route get 192.168.1.66
root@worker1:~# ip route get 192.168.2.66
root@worker1:~# ip route get 10.30.1.132
root@worker1:~# ip route get 8.8.8.8

# exercise confirm
root@worker1:~# tcpdump -i ens192 -nn -c 1 ip proto 4
root@frontend1:~# curl -s http://192.168.2.66/
answer proto = 4
answer src = 10.30.1.131
answer dst = 10.30.1.132
answer ethernet = 1

# exercise ipip-by-hand
root@worker1:~# modprobe ipip
root@worker1:~# ip link set tunl0 up
root@worker1:~# ip route add 192.168.2.0/24 via 10.30.1.132 dev tunl0 onlink
root@worker2:~# modprobe ipip
root@worker2:~# ip link set tunl0 up
root@worker2:~# ip route add 192.168.1.0/24 via 10.30.1.131 dev tunl0 onlink
root@frontend1:~# ping -c1 192.168.2.66
