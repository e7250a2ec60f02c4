root@kubeadm1:~# ip route del default
root@kubeadm2:~# ip route del default
root@kubeadm1:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/bird/bird.conf
root@kubeadm1:~# birdc configure
wait 20
