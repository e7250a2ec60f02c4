root@gw:~# iptables -t nat -R PREROUTING 1 -d 10.1.0.1 -p tcp --dport 9000 -j DNAT --to-destination 203.0.113.20:9000
answer old = other
answer new = other
answer deleted = is broken off
