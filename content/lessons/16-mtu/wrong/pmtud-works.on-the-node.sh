root@pod-alpine:~# curl -s -m 20 -o /tmp/large http://10.245.0.194/large
answer who = 192.168.17.1
answer mtu = 1400
answer where = kubeadm2
answer after = gone
