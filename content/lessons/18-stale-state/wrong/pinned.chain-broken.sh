root@client:~# (while sleep 1; do date; done) | nc 10.96.0.20 80 &
root@client:~# sleep 2
root@node1:~# iptables -t nat -F KUBE-SEP-W5V5XNG2JIIG7LAU
answer backend = 10.244.0.15
answer why = its entry in conntrack names the backend
