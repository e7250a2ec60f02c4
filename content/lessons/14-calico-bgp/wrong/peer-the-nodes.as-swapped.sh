root@kubeadm1:~# sed -i '/^protocol bgp Mesh/,$d' /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# echo 'protocol bgp Node_10_0_0_1 from bgp_template { neighbor 10.0.0.1 as 64512; source address 192.168.16.101; }' >> /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# birdcl configure
root@kubeadm2:~# sed -i '/^protocol bgp Mesh/,$d' /etc/calico/confd/config/bird.cfg
root@kubeadm2:~# echo 'protocol bgp Node_10_0_0_2 from bgp_template { neighbor 10.0.0.2 as 64512; source address 192.168.17.101; }' >> /etc/calico/confd/config/bird.cfg
root@kubeadm2:~# birdcl configure
root@kubeadm1:~# ip link del vxlan.calico
root@kubeadm2:~# ip link del vxlan.calico
wait 20
