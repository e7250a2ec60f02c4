answer dst = 02:00:00:00:00:0b
answer src = 02:00:00:00:00:0a
answer type = 0x0800
predict
root@hostA:~# ping -c1 10.0.0.2
