root@node:~# iptables -t mangle -A PREROUTING -i cni0 -j MARK --set-mark 2
root@node:~# ip rule add fwmark 2 lookup 200
