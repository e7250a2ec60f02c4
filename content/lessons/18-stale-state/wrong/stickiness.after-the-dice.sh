root@node1:~# iptables -t nat -R KUBE-SEP-W5V5XNG2JIIG7LAU 2 -p tcp -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --set -j DNAT --to-destination 10.244.0.15:8080
root@node1:~# iptables -t nat -A KUBE-SVC-DXX5KTAD3CFGMPWS -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --rcheck --seconds 10800 --reap -j KUBE-SEP-W5V5XNG2JIIG7LAU
answer nat = one backend, both
