answer now = 6
answer ten = 90
root@node4:~# host-gw
root@node1:~# host-gw
