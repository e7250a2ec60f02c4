root@node1:~# ip link add flannel.1 address 4e:1a:2b:3c:4d:5e type vxlan id 1 dev eth0 local 192.168.1.10 dstport 4789 nolearning
root@node1:~# ip addr add 10.244.0.0/32 dev flannel.1
root@node1:~# ip link set flannel.1 up
root@node1:~# ip route add 10.244.1.0/24 via 10.244.1.0 dev flannel.1
root@node1:~# ip neigh add 10.244.1.0 lladdr 5a:2b:3c:4d:5e:6f dev flannel.1 nud permanent
root@node1:~# bridge fdb append 5a:2b:3c:4d:5e:6f dev flannel.1 dst 192.168.1.11
root@node2:~# ip link add flannel.1 address 5a:2b:3c:4d:5e:6f type vxlan id 1 dev eth0 local 192.168.1.11 dstport 4789 nolearning
root@node2:~# ip addr add 10.244.1.0/32 dev flannel.1
root@node2:~# ip link set flannel.1 up
root@node2:~# ip route add 10.244.0.0/24 via 10.244.0.0 dev flannel.1 onlink
root@node2:~# ip neigh add 10.244.0.0 lladdr 4e:1a:2b:3c:4d:5e dev flannel.1 nud permanent
root@node2:~# bridge fdb append 4e:1a:2b:3c:4d:5e dev flannel.1 dst 192.168.1.10
root@pod-a:~# ping -c1 -W1 10.244.1.5
