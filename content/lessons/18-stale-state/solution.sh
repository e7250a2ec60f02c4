# exercise pinned
root@client:~# (echo GET / HTTP/1.0; while sleep 1; do echo X-Still: here; done) | nc 10.96.0.20 80 &
wait 2
root@node1:~# conntrack -L -p tcp -s 10.244.0.10 --state ESTABLISHED
root@node1:~# iptables -t nat -D KUBE-SVC-DXX5KTAD3CFGMPWS 2
answer backend = 10.244.0.15
answer why = its entry in conntrack names the backend
answer download = goes on

# exercise the-stubborn-resolver
root@node1:~# conntrack -L -p udp
root@node1:~# iptables -t nat -R KUBE-SEP-DNS3 1 -p udp -j DNAT --to-destination 10.244.1.53:53
root@client:~# dig +short @10.96.0.10 api-svc.default.svc.cluster.local
root@node1:~# conntrack -D -p udp --orig-port-dst 53
answer why = its next connection is a new entry

# exercise stickiness
root@node1:~# iptables -t nat -R KUBE-SEP-W5V5XNG2JIIG7LAU 2 -p tcp -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --set -j DNAT --to-destination 10.244.0.15:8080
root@node1:~# iptables -t nat -I KUBE-SVC-DXX5KTAD3CFGMPWS 2 -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --rcheck --seconds 10800 --reap -j KUBE-SEP-W5V5XNG2JIIG7LAU
answer nat = one backend, both
answer hourly = keeps its backend
