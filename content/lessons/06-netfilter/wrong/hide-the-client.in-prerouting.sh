root@gw:~# iptables -t nat -A PREROUTING -s 10.1.0.0/24 -j MASQUERADE
