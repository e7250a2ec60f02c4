root@node1:~# ip link set cni0 promisc on
