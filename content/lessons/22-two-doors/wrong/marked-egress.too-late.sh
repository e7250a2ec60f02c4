root@node:~# iptables -t mangle -A POSTROUTING -p tcp --dport 8080 -j MARK --set-mark 2
root@node:~# ip rule add fwmark 2 lookup 200
root@node:~# iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE
