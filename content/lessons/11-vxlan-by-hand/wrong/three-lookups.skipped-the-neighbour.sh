answer hop = 10.244.1.0
answer mac = 62:a1:b2:c3:d5:05
answer node = 192.168.1.11
