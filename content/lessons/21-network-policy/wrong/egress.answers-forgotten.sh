root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 -j DROP
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 -p tcp -d 10.245.0.68 --dport 8080 -j ACCEPT
