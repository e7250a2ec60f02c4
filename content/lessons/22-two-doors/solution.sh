# exercise the-other-door
root@node:~# tcpdump -i any -nn -c 2 icmp
root@client:~# ping -c1 -W2 192.168.2.10
answer in = eth1
answer out = eth0
answer who = gw1

# exercise policy-routing
root@node:~# ip route add default via 192.168.2.1 table 200
root@node:~# ip rule add from 192.168.2.10 lookup 200

# exercise reverse-path
root@client:~# ping -c1 -W2 192.168.2.10
root@node:~# nstat -az TcpExtIPReversePathFilter
root@node:~# ip route add default via 192.168.2.1 table 200
root@node:~# ip rule add from 192.168.2.10 lookup 200
answer counter = TcpExtIPReversePathFilter
answer before = before the check

# exercise marked-egress
root@node:~# iptables -t mangle -A OUTPUT -p tcp --dport 8080 -j MARK --set-mark 2
root@node:~# ip rule add fwmark 2 lookup 200
root@node:~# iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE
root@node:~# curl -s --max-time 3 http://198.51.100.7:8080/
