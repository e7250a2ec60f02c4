root@pod-a:~# nc -z 10.244.1.5 8080
answer none = 1472
answer ipip = 1440
answer vxlan = 1410
answer wireguard = 1400
