root@pod-alpine:~# curl -s -m 60 -o /dev/null http://10.245.0.194/large
