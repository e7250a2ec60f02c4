root@kubeadm1:~# ip route del default
root@kubeadm2:~# ip route del default
root@kubeadm1:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# birdcl configure
wait 20
