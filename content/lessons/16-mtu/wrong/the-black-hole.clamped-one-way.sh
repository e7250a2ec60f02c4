root@kubeadm1:~# iptables -t mangle -A FORWARD -i cali0 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1360
