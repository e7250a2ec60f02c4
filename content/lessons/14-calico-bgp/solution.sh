# exercise peer-the-nodes
root@kubeadm1:~# sed -i '/^protocol bgp Mesh/,$d' /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# echo 'protocol bgp Node_10_0_0_1 from bgp_template { neighbor 10.0.0.1 as 64513; source address 192.168.16.101; }' >> /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# birdcl configure
root@kubeadm2:~# sed -i '/^protocol bgp Mesh/,$d' /etc/calico/confd/config/bird.cfg
root@kubeadm2:~# echo 'protocol bgp Node_10_0_0_2 from bgp_template { neighbor 10.0.0.2 as 64513; source address 192.168.17.101; }' >> /etc/calico/confd/config/bird.cfg
root@kubeadm2:~# birdcl configure
root@kubeadm1:~# ip link del vxlan.calico
root@kubeadm2:~# ip link del vxlan.calico
wait 20
root@router1:~# birdc show protocols

# exercise case-four
root@kubeadm1:~# add-pod pod-alpine 10.245.0.100
root@kubeadm2:~# add-pod pod-nginx 10.245.0.194
root@kubeadm1:~# ip netns exec pod-alpine wget -qO- http://10.245.0.194/
root@kubeadm1:~# ip netns exec pod-alpine traceroute -n 10.245.0.194
answer src = 10.245.0.100
answer hops = 192.168.16.101 192.168.16.1 192.168.18.2 192.168.17.101 10.245.0.194
answer vxlan = 0

# exercise the-missing-route
root@router1:~# birdc show route export kubeadm1
root@router1:~# birdc show route all 10.245.0.192/26
answer told = yes
answer path = 64513 64512
answer rule = the rule: own AS in the path

# exercise prove-and-cure
root@kubeadm1:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/calico/confd/config/bird.cfg
root@kubeadm2:~# sed -i 's/^  multihop;/  multihop;\n  allow local as 1;/' /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# birdcl configure
root@kubeadm2:~# birdcl configure
wait 15
root@kubeadm1:~# ip route
root@kubeadm1:~# ip route del default
root@kubeadm2:~# ip route del default

# exercise old-bird-new-bird
root@router1:~# systemctl stop bird
root@router1:~# /opt/bird2/usr/sbin/bird -c /etc/bird/bird2.conf
wait 20
root@router1:~# birdc show protocols
root@router1:~# grep -m 3 Unexpected /var/log/bird2.log
root@kubeadm1:~# journalctl -u bird | tail -3
root@kubeadm1:~# sed -i 's/neighbor 10.0.0.1 as/neighbor 192.168.16.1 as/' /etc/calico/confd/config/bird.cfg
root@kubeadm1:~# birdcl configure
wait 30
root@router1:~# birdc show protocols
answer who = router1's BIRD 2: it expects nobody there
answer called = 10.0.0.1
answer expected = 192.168.16.1
