root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 4 -p tcp -d 10.245.0.68 --dport 8080 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 5 -m mark --mark 0x10000/0x10000 -j RETURN
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 6 -j DROP
