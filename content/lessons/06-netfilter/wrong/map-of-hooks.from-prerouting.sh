answer forwarded = PREROUTING FORWARD POSTROUTING
answer to = PREROUTING INPUT
answer from = PREROUTING OUTPUT POSTROUTING
predict
root@gw:~# iptables -t mangle -A FORWARD -p icmp
root@client:~# ping -c1 -W1 203.0.113.10
