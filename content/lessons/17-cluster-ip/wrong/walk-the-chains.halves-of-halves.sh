root@node1:~# iptables -t nat -S KUBE-SVC-DXX5KTAD3CFGMPWS
answer first = 33 %
answer second = 17 %
answer third = 33 %
