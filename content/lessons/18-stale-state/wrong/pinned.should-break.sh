root@client:~# (echo GET / HTTP/1.0; while sleep 1; do echo X-Still: here; done) | nc 10.96.0.20 80 &
wait 2
root@node1:~# iptables -t nat -D KUBE-SVC-DXX5KTAD3CFGMPWS 2
answer backend = 10.244.0.15
answer why = its entry in conntrack names the backend
answer download = breaks off
