root@node1:~# ip route add 10.244.1.0/24 via 192.168.1.11
root@node1:~# ip route add 10.244.2.0/24 via 192.168.1.12
root@node2:~# ip route add 10.244.0.0/24 via 192.168.1.10
root@node2:~# ip route add 10.244.2.0/24 via 192.168.1.12
root@node3:~# ip route add 10.244.0.0/24 via 192.168.1.10
root@node3:~# ip route add 10.244.1.0/24 via 192.168.1.11
root@node2:~# iptables -P FORWARD DROP
root@pod-a:~# ping -c1 -W1 10.244.1.5
