root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 4 -j DROP
