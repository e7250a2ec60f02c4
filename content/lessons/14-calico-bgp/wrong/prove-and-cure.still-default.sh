root@kubeadm1:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/calico/confd/config/bird.cfg
root@kubeadm2:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# birdcl configure
root@kubeadm2:~# birdcl configure
wait 15
