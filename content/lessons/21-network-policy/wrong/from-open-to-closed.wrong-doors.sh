root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 4 -j DROP
root@node1:~# iptables -I cali-fw-calie08a17d35c4 4 -j DROP
