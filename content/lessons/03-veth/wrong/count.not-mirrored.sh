answer r-tx = 3
answer r-rx = 3
answer b-tx = 3
answer b-rx = 6
predict
root@red:~# ping -c3 10.1.1.2
