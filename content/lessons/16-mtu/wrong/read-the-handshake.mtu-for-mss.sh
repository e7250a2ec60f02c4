root@pod-a:~# nc -z 10.244.1.5 8080
answer none = 1460
answer ipip = 1440
answer vxlan = 1450
answer wireguard = 1400
