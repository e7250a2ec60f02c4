root@hostA:~# ping -c1 -W4 10.0.0.9
root@hostA:~# ping -c1 10.1.0.9
answer at-once = Destination Host Unreachable
answer later = Network is unreachable
answer sender = 10.0.0.1
