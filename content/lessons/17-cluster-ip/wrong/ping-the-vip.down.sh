root@client:~# ping -c1 -W2 10.96.0.20
answer leaves = eth0
answer who = edge
answer why = the Service is down
