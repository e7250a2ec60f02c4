root@node1:~# iptables -t nat -D KUBE-SVC-DXX5KTAD3CFGMPWS 2
