root@node:~# ip rule add from 192.168.2.10 lookup 200
root@client:~# ping -c1 -W2 192.168.2.10
