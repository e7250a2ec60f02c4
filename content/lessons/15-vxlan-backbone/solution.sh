# exercise five-windows
answer pod = host 10.245.0.194
answer vx = host 10.245.0.194
answer node = udp port 4789
answer r1 = udp port 4789
answer r2 = udp port 4789
answer vni = 4096
predict
root@router1:~# tcpdump -i ens37 -c 2 udp and port 4789 -w bgpwithvxlan.pcap
root@kubeadm1:~# ip netns exec pod-alpine ping -c1 10.245.0.194
wait 2

# exercise traceroute-again
answer before = 192.168.16.101 192.168.16.1 192.168.18.2 192.168.17.101 10.245.0.194
answer after = 192.168.16.101 10.245.0.197 10.245.0.194
answer who = the nodes only
predict
root@pod-alpine:~# traceroute -n 10.245.0.194
root@kubeadm1:~# calico-vxlan
root@kubeadm2:~# calico-vxlan
wait 10
root@pod-alpine:~# traceroute -n 10.245.0.194

# exercise amnesia
root@kubeadm1:~# birdcl disable Node_10_0_0_1
root@kubeadm2:~# birdcl disable Node_10_0_0_2
wait 3
root@kubeadm1:~# ip netns exec pod-alpine ping -c1 -W2 10.245.0.194
root@kubeadm1:~# ip link set vxlan.calico down
root@kubeadm2:~# ip link set vxlan.calico down
root@kubeadm1:~# ip netns exec pod-alpine ping -c1 -W2 10.245.0.194
answer overlay = reach each other
answer routed = are cut off
answer need = the nodes' networks

# exercise one-rule-on-a-router
root@router2:~# iptables -nvL FORWARD
root@router2:~# iptables -D FORWARD -p udp --dport 4789 -j DROP

# exercise choose
answer rack = VXLANCrossSubnet
answer rack-bytes = 0
answer provider = VXLANCrossSubnet
answer provider-bytes = 50
answer provider-mtu = 1450
answer own = None (routes)
answer own-bytes = 0
answer own-who = the nodes and the routers
