root@node:~# iptables -t mangle -A OUTPUT -p tcp --dport 8080 -j MARK --set-mark 2
root@node:~# ip rule add fwmark 2 lookup 200
