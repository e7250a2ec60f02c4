root@node1:~# iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1
root@node3:~# iptables -t nat -F KUBE-NODEPORTS
