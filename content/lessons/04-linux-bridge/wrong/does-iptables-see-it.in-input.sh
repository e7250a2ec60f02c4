root@bench:~# iptables -A INPUT -s 10.244.0.5 -d 10.244.0.6 -j DROP
root@bench:~# modprobe br_netfilter
root@bench:~# sysctl -w net.bridge.bridge-nf-call-iptables=1
answer before = 0
answer then = yes
