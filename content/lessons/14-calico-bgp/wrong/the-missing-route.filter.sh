answer told = yes
answer path = 64513 64512
answer rule = the import filter of kubeadm1
