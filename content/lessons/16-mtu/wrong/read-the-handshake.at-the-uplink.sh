root@node1:~# timeout 3 tcpdump -i eth0 -nn 'tcp[tcpflags] & tcp-syn != 0'
root@pod-a:~# nc -z 10.244.1.5 8080
answer none = 1460
answer ipip = 1440
answer vxlan = 1500
answer wireguard = 1400
