answer hop = 192.168.1.11
answer mac = 5a:2b:3c:4d:5e:6f
answer node = 192.168.1.11
