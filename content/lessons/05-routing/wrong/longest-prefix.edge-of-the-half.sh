answer low = 10.1.0.1
answer edge = 10.1.0.2
answer high = 10.1.0.2
predict
root@left:~# ip route add 10.2.0.0/24 via 10.1.0.1
root@left:~# ip route add 10.2.0.128/25 via 10.1.0.2
