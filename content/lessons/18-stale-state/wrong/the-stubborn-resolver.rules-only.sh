root@node1:~# iptables -t nat -R KUBE-SEP-DNS3 1 -p udp -j DNAT --to-destination 10.244.1.53:53
answer why = its next connection is a new entry
