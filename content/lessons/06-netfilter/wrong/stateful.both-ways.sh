root@gw:~# iptables -A FORWARD -m conntrack --ctstate NEW,ESTABLISHED,RELATED -j ACCEPT
root@gw:~# iptables -P FORWARD DROP
