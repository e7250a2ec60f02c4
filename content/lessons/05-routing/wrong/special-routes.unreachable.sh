root@r1:~# ip route add unreachable 10.245.0.64/26
root@r1:~# ip route add 10.245.0.65 via 10.2.0.5
root@r1:~# ip route add 10.245.0.66 via 10.2.0.5
answer forwarded = Destination Host Unreachable
answer local = No route to host
