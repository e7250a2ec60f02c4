root@kubeadm1:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/bird/bird.conf
root@kubeadm2:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/bird/bird.conf
root@kubeadm1:~# birdc configure
root@kubeadm2:~# birdc configure
wait 15
