root@gw:~# iptables -A FORWARD -i eth0 -j ACCEPT
root@gw:~# iptables -P FORWARD DROP
