root@client:~# curl -s --max-time 2 http://10.96.0.20/
answer from = a backend's own address
root@node1:~# iptables -t nat -I POSTROUTING -s 10.244.0.10 -d 10.244.0.0/24 -j MASQUERADE
