root@node:~# iptables -t mangle -A POSTROUTING -s 10.244.0.5 -j MARK --set-mark 2
root@node:~# ip rule add fwmark 2 lookup 200
