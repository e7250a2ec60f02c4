root@node1:~# iptables -D KUBE-SERVICES 1
root@node1:~# iptables -t nat -I KUBE-SERVICES -d 10.96.0.25 -p tcp --dport 80 -j DNAT --to-destination 10.244.2.10
