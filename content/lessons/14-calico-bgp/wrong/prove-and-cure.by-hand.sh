root@kubeadm1:~# ip route add 10.245.0.192/26 via 192.168.16.1
root@kubeadm2:~# ip route add 10.245.0.64/26 via 192.168.17.1
root@kubeadm1:~# ip route del default
root@kubeadm2:~# ip route del default
