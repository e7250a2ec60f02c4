root@node1:~# iptables -t nat -I KUBE-SVC-DXX5KTAD3CFGMPWS 2 -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --rcheck --seconds 10800 --reap -j KUBE-SEP-W5V5XNG2JIIG7LAU
answer nat = one backend, both
