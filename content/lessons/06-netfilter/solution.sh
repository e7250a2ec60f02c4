# exercise map-of-hooks
answer forwarded = PREROUTING FORWARD POSTROUTING
answer to = PREROUTING INPUT
answer from = OUTPUT POSTROUTING
predict
root@gw:~# iptables -t mangle -A PREROUTING -p icmp --icmp-type echo-request
root@gw:~# iptables -t mangle -A INPUT -p icmp --icmp-type echo-request
root@gw:~# iptables -t mangle -A FORWARD -p icmp --icmp-type echo-request
root@gw:~# iptables -t mangle -A OUTPUT -p icmp --icmp-type echo-request
root@gw:~# iptables -t mangle -A POSTROUTING -p icmp --icmp-type echo-request
root@client:~# ping -c1 -W1 203.0.113.10
root@gw:~# iptables -t mangle -nvL
root@gw:~# iptables -t mangle -Z
root@client:~# ping -c1 -W1 10.1.0.1
root@gw:~# iptables -t mangle -nvL
root@gw:~# iptables -t mangle -Z
root@gw:~# ping -c1 -W1 203.0.113.10
root@gw:~# iptables -t mangle -nvL

# exercise hide-the-client
root@gw:~# iptables -t nat -A POSTROUTING -s 10.1.0.0/24 -o eth1 -j MASQUERADE

# exercise publish-a-server
root@gw:~# iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 80 -j DNAT --to-destination 203.0.113.10:8080
root@gw:~# iptables -A FORWARD -d 203.0.113.10 -p tcp --dport 8080 -j ACCEPT

# exercise stateful
root@gw:~# iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
root@gw:~# iptables -A FORWARD -i eth0 -j ACCEPT
root@gw:~# iptables -P FORWARD DROP

# exercise decided-once
root@client:~# (while sleep 1; do date; done) | nc 10.1.0.1 9000 &
wait 3
root@gw:~# iptables -t nat -R PREROUTING 1 -d 10.1.0.1 -p tcp --dport 9000 -j DNAT --to-destination 203.0.113.20:9000
root@client:~# (while sleep 1; do date; done) | nc 10.1.0.1 9000 &
wait 3
root@gw:~# conntrack -L -p tcp
root@gw:~# conntrack -D -p tcp --reply-src 203.0.113.10
wait 3
root@client:~# jobs
answer old = server
answer new = other
answer deleted = is broken off
