root@kubeadm1:~# add-pod pod-alpine 10.245.0.100
root@kubeadm2:~# add-pod pod-nginx 10.245.0.194
answer src = 10.245.0.100
answer hops = 192.168.16.1 192.168.18.2 192.168.17.101 10.245.0.194
answer vxlan = 0
