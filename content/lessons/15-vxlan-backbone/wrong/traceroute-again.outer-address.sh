answer before = 192.168.16.101 192.168.16.1 192.168.18.2 192.168.17.101 10.245.0.194
answer after = 192.168.16.101 192.168.17.101 10.245.0.194
answer who = the nodes only
predict
root@pod-alpine:~# traceroute -n 10.245.0.194
