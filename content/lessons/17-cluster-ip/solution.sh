# exercise two-captures
root@client:~# for n in 1 2 3; do curl -s http://10.96.0.20/; done
root@node1:~# conntrack -L -p tcp -s 10.244.0.10
answer at-client = 10.96.0.20:80
answer source = 10.244.0.10
answer port = 8080
answer reply = 8080

# exercise walk-the-chains
root@node1:~# iptables -t nat -S KUBE-SERVICES
root@node1:~# iptables -t nat -S KUBE-SVC-DXX5KTAD3CFGMPWS
answer first = 33 %
answer second = 33 %
answer third = 33 %
predict
root@client:~# for n in $(seq 300); do curl -s http://10.96.0.20/; done | sort | uniq -c
wait 5

# exercise ping-the-vip
root@client:~# ping -c1 -W2 10.96.0.20
root@client:~# curl -s --max-time 2 http://10.96.0.20:81/
root@node1:~# ip route get 10.96.0.20
answer leaves = eth0
answer who = edge
answer why = only TCP port 80 has a rule

# exercise connection-refused
root@node1:~# iptables -S KUBE-SERVICES
root@node1:~# iptables -D KUBE-SERVICES 1
root@node1:~# iptables -t nat -I KUBE-SERVICES -d 10.96.0.25 -p tcp --dport 80 -j DNAT --to-destination 10.244.2.10:8080
root@client:~# curl -s http://10.96.0.25/

# exercise hairpin
root@backend1:~# for n in 1 2 3 4 5 6; do curl -s --max-time 1 http://10.96.0.20/ || echo lost; done
root@node1:~# conntrack -L -p tcp -s 10.244.0.15
root@node1:~# bridge link set dev veth-backend1 hairpin on

# exercise only-the-neighbours-fail
root@client:~# curl -s --max-time 2 http://10.96.0.20/
answer from = a backend's own address
root@node1:~# sysctl -w net.bridge.bridge-nf-call-iptables=1
