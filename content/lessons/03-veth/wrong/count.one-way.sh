answer r-tx = 3
answer r-rx = 0
answer b-tx = 0
answer b-rx = 3
predict
root@red:~# ping -c3 10.1.1.2
