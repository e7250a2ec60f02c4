root@kubeadm1:~# ip route replace 10.245.0.192/26 via 192.168.16.1
root@kubeadm2:~# ip route replace 10.245.0.64/26 via 192.168.17.1
