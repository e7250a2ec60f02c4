root@node:~# ip route replace default via 192.168.2.1
root@client:~# ping -c1 -W2 192.168.2.10
