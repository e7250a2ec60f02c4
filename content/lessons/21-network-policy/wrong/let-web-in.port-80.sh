root@node1:~# iptables -I cali-tw-cali9c2d84f6b13 4 -p tcp -s 10.245.0.65 --dport 80 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-tw-cali9c2d84f6b13 5 -m mark --mark 0x10000/0x10000 -j RETURN
