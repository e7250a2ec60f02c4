answer dst = ff:ff:ff:ff:ff:ff
answer src = 02:00:00:00:00:0b
answer type = 0x0800
predict
root@hostA:~# ping -c1 10.0.0.2
