root@node1:~# iptables -t nat -S KUBE-SVC-DXX5KTAD3CFGMPWS
answer first = 33 %
answer second = 50 %
answer third = 100 %
predict
root@client:~# for n in $(seq 30); do curl -s http://10.96.0.20/; done | sort | uniq -c
