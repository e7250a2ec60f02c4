# exercise watch-it-die
root@pod-a:~# ping -c1 -W2 10.244.1.5
root@node1:~# ping -c1 -W2 10.244.1.5
root@gateway:~# ip route
answer who = 192.168.1.1
answer node = Destination Net Unreachable
answer pod = nothing

# exercise host-gateway
root@node1:~# ip route add 10.244.1.0/24 via 192.168.1.11
root@node1:~# ip route add 10.244.2.0/24 via 192.168.1.12
root@node2:~# ip route add 10.244.0.0/24 via 192.168.1.10
root@node2:~# ip route add 10.244.2.0/24 via 192.168.1.12
root@node3:~# ip route add 10.244.0.0/24 via 192.168.1.10
root@node3:~# ip route add 10.244.1.0/24 via 192.168.1.11

# exercise scale
answer now = 6
answer ten = 90
root@node1:~# ip route add 10.244.3.0/24 via 192.168.1.13
root@node4:~# ip route add 10.244.0.0/24 via 192.168.1.10
root@node1:~# host-gw
root@node2:~# host-gw
root@node3:~# host-gw
root@node4:~# host-gw
