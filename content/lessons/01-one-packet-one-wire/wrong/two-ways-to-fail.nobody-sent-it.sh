root@hostA:~# ping -c1 -W4 10.0.0.9
root@hostA:~# ping -c1 10.1.0.9
answer at-once = Network is unreachable
answer later = Destination Host Unreachable
answer sender = 10.0.0.9
