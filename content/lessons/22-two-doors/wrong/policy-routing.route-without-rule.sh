root@node:~# ip route add default via 192.168.2.1 table 200
root@client:~# ping -c1 -W2 192.168.2.10
