root@node1:~# iptables -I cali-tw-cali9c2d84f6b13 4 -j DROP
