root@kubeadm1:~# birdcl disable Node_10_0_0_1
root@kubeadm2:~# birdcl disable Node_10_0_0_2
answer overlay = are cut off
answer routed = are cut off
answer need = both
