root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 4 -p tcp -d 10.245.0.68 --dport 8080 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 5 -p udp -d 192.168.1.99 --dport 53 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 6 -m mark --mark 0x10000/0x10000 -j RETURN
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 7 -j DROP
