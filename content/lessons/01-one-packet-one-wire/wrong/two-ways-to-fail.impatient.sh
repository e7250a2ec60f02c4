# -W 1 gives up before hostA has asked three times
root@hostA:~# ping -c1 10.1.0.9
answer at-once = Network is unreachable
answer later = Destination Host Unreachable
answer sender = 10.0.0.1
root@hostA:~# ping -c1 -W1 10.0.0.9
