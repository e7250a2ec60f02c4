root@node1:~# iptables -D KUBE-SERVICES 1
