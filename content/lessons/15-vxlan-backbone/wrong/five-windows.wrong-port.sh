answer pod = host 10.245.0.194
answer vx = host 10.245.0.194
answer node = udp port 4789
answer r1 = udp port 4789
answer r2 = udp port 4789
answer vni = 4096
predict
root@router1:~# timeout 5 tcpdump -i ens37 udp and port 4689 -w bgpwithvxlan.pcap
root@kubeadm1:~# ip netns exec pod-alpine ping -c1 10.245.0.194
wait 6
