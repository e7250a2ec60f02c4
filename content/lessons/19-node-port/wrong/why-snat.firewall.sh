root@node3:~# iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1
root@node3:~# iptables -t nat -D FLANNEL-POSTRTG 6
root@laptop:~# curl -s --max-time 2 http://192.168.1.12:30080/
answer who = nobody
answer does = ignores it
