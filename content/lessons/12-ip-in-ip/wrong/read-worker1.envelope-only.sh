root@worker1:~# ip route
answer local = cali-frontend1
answer remote = ens192
answer worker = ens192
answer outside = ens192
predict
root@worker1:~# ip route get 192.168.1.66
root@worker1:~# ip route get 192.168.2.66
