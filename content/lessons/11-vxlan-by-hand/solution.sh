# exercise build-flannel
root@node1:~# ip link add flannel.1 address 4e:1a:2b:3c:4d:5e type vxlan id 1 dev eth0 local 192.168.1.10 dstport 4789 nolearning
root@node1:~# ip addr add 10.244.0.0/32 dev flannel.1
root@node1:~# ip link set flannel.1 up
root@node1:~# ip route add 10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink
root@node1:~# ip neigh add 10.244.1.0 lladdr 5a:2b:3c:4d:5e:6f dev flannel.1 nud permanent
root@node1:~# bridge fdb append 5a:2b:3c:4d:5e:6f dev flannel.1 dst 192.168.1.11
root@node2:~# ip link add flannel.1 address 5a:2b:3c:4d:5e:6f type vxlan id 1 dev eth0 local 192.168.1.11 dstport 4789 nolearning
root@node2:~# ip addr add 10.244.1.0/32 dev flannel.1
root@node2:~# ip link set flannel.1 up
root@node2:~# ip route add 10.244.0.0/24 via 10.244.0.0 dev flannel.1 onlink
root@node2:~# ip neigh add 10.244.0.0 lladdr 4e:1a:2b:3c:4d:5e dev flannel.1 nud permanent
root@node2:~# bridge fdb append 4e:1a:2b:3c:4d:5e dev flannel.1 dst 192.168.1.10

# exercise three-lookups
root@node1:~# ip route get 10.244.1.5
root@node1:~# ip neigh show dev flannel.1
root@node1:~# bridge fdb show dev flannel.1
answer hop = 10.244.1.0
answer mac = 5a:2b:3c:4d:5e:6f
answer node = 192.168.1.11

# exercise correct-the-article
root@node1:~# tcpdump -i eth0 -nn -e -c 1 udp port 4789
root@pod-a:~# ping -c1 10.244.1.5
answer outer-dst = 02:00:00:00:01:11
answer inner-src = 4e:1a:2b:3c:4d:5e
answer inner-dst = 5a:2b:3c:4d:5e:6f
answer not-counted = outer Ethernet

# exercise the-empty-capture
root@node1:~# tcpdump -i eth0 -nn -c 2 udp
root@pod-a:~# ping -c1 10.244.1.5
root@node1:~# ip -d link show flannel.1
answer port = 8472
answer who = Linux's VXLAN driver

# exercise entropy
root@pod-a:~# nc -z 10.244.1.5 8080
root@pod-a:~# nc -z 10.244.1.5 8080
answer two-flows = different
answer one-flow = the same
