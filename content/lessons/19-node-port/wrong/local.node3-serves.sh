root@node1:~# iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1
