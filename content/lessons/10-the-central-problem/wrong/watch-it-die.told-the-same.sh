root@pod-a:~# ping -c1 -W2 10.244.1.5
root@node1:~# ping -c1 -W2 10.244.1.5
answer who = 192.168.1.1
answer node = Destination Net Unreachable
answer pod = the same
