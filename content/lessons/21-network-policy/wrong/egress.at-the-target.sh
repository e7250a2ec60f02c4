root@node1:~# iptables -I cali-tw-cali3f1c0a9d2e1 4 -s 10.245.0.67 -j DROP
root@node1:~# iptables -I cali-tw-cali5b77e1c4a02 4 -s 10.245.0.67 -j DROP
