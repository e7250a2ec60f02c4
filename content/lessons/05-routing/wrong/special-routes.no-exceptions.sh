root@r1:~# ip route add blackhole 10.245.0.64/26
root@left:~# ping -c1 -W1 10.245.0.65
answer forwarded = nothing
answer local = Invalid argument
