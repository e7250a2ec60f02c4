root@kubeadm1:~# birdcl disable Node_10_0_0_1
root@kubeadm2:~# birdcl disable Node_10_0_0_2
answer overlay = reach each other
answer routed = reach each other
answer need = the nodes' networks
