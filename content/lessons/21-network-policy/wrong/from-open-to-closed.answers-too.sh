root@node1:~# iptables -I cali-tw-cali9c2d84f6b13 -j DROP
root@node1:~# iptables -I cali-tw-calie08a17d35c4 -j DROP
