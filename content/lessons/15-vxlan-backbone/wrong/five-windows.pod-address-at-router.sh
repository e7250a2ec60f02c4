answer pod = host 10.245.0.194
answer vx = host 10.245.0.194
answer node = udp port 4789
answer r1 = host 10.245.0.194
answer r2 = udp port 4789
answer vni = 4096
predict
root@kubeadm1:~# ip netns exec pod-alpine ping -c1 10.245.0.194
