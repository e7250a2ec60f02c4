answer hops = 10.1.0.1 10.1.0.2 10.2.0.130
root@r1:~# sysctl -w net.ipv4.icmp_ratelimit=600000
answer stars = r1 is down
