root@node3:~# iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1
root@laptop:~# curl -s --max-time 2 http://192.168.1.12:30080/
answer who = a pod's address, port 8080
answer does = sends a reset
