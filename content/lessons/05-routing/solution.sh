# exercise there-and-back
root@left:~# ip route add 10.2.0.0/24 via 10.1.0.1
root@right:~# ip route add 10.1.0.0/24 via 10.2.0.1
root@r1:~# sysctl -w net.ipv4.ip_forward=1

# exercise longest-prefix
answer low = 10.1.0.1
answer edge = 10.1.0.1
answer high = 10.1.0.2
predict
root@left:~# ip route add 10.2.0.0/24 via 10.1.0.1
root@left:~# ip route add 10.2.0.128/25 via 10.1.0.2
root@left:~# ip route get 10.2.0.130

# exercise special-routes
root@r1:~# ip route add blackhole 10.245.0.64/26
root@r1:~# ip route add 10.245.0.65 via 10.2.0.5
root@r1:~# ip route add 10.245.0.66 via 10.2.0.5
root@left:~# ping -c1 -W2 10.245.0.65
root@left:~# ping -c1 -W2 10.245.0.90
root@r1:~# ping -c1 10.245.0.90
answer forwarded = nothing
answer local = Invalid argument

# exercise talking-to-yourself
root@left:~# ip route get 10.1.0.5
root@left:~# ping -c2 10.1.0.5
answer dev = lo
answer eth0 = 0

# exercise traceroute-and-its-lies
root@left:~# traceroute -n 10.2.0.130
answer hops = 10.1.0.1 10.1.0.2 10.2.0.130
root@r1:~# sysctl -w net.ipv4.icmp_ratelimit=600000
root@left:~# sleep 10
root@left:~# traceroute -n 10.2.0.130
answer stars = r1 forwards and does not answer
