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

# exercise spoofing
root@kubeadm1:~# nstat -az TcpExtIPReversePathFilter
root@pod-alpine:~# ip addr add 10.245.0.64/32 dev lo
root@pod-alpine:~# ping -c1 -W1 -I 10.245.0.64 10.245.0.194
root@kubeadm1:~# nstat -az TcpExtIPReversePathFilter
answer where = at pod-alpine's own cali device
answer by = the reverse path filter

# exercise one-namespace
root@node:~# iptables -t mangle -A PREROUTING -s 10.244.0.5 -m conntrack --ctstate NEW -j CONNMARK --set-mark 2
root@node:~# iptables -t mangle -A PREROUTING -i eth1 -m conntrack --ctstate NEW -j CONNMARK --set-mark 2
root@node:~# iptables -t mangle -A PREROUTING -i cni0 -j CONNMARK --restore-mark
root@node:~# ip rule add fwmark 2 lookup 200
