root@client:~# ping -c1 -W2 192.168.2.10
answer in = eth1
answer out = eth1
answer who = gw2
