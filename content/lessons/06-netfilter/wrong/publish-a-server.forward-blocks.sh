root@gw:~# iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 80 -j DNAT --to-destination 203.0.113.10:8080
