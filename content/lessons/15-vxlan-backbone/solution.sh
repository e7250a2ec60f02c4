# exercise five-windows
root@kubeadm1:~# ip netns exec pod-alpine ping -c1 10.245.0.194
answer pod = host 10.245.0.194
answer vx = host 10.245.0.194
answer node = udp port 4789
answer r1 = udp port 4789
answer r2 = udp port 4789
answer vni = 4096

# exercise amnesia
root@kubeadm1:~# birdc disable Node_10_0_0_1
root@kubeadm2:~# birdc disable Node_10_0_0_2
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
