root@pod-alpine:~# ip addr add 10.245.0.64/32 dev lo
root@pod-alpine:~# ping -c1 -W1 -I 10.245.0.64 10.245.0.194
answer where = on the target's node
answer by = the reverse path filter
