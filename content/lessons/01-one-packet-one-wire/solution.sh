# exercise first-packet
root@hostA:~# ip neigh flush dev eth0
root@hostB:~# tcpdump -i eth0 -nn -e -c 4
root@hostA:~# ping -c1 10.0.0.2

# exercise two-ways-to-fail
root@hostA:~# ping -c1 -W4 10.0.0.9
root@hostA:~# ping -c1 10.1.0.9
answer at-once = Network is unreachable
answer later = Destination Host Unreachable
answer sender = 10.0.0.1

# exercise write-the-header
answer dst = 02:00:00:00:00:0a
answer src = 02:00:00:00:00:0b
answer type = 0x0800
predict
root@hostA:~# ping -c1 10.0.0.2

# exercise steer-time
root@hostA:~# ip neigh flush dev eth0
root@hostA:~# ping -c1 10.0.0.2
answer t = clock when hostA neigh 10.0.0.2 REACHABLE
