root@node1:~# iptables -t nat -R KUBE-SEP-W5V5XNG2JIIG7LAU 2 -p tcp -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --set -j DNAT --to-destination 10.244.0.15:8080
root@node1:~# iptables -t nat -I KUBE-SVC-DXX5KTAD3CFGMPWS 2 -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --rcheck --seconds 10800 --reap -j KUBE-SEP-W5V5XNG2JIIG7LAU
answer nat = one backend, both
answer hourly = gets the dice after three hours
