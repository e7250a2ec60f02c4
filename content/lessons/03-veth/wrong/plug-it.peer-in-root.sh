root@bench:~# ip link add veth-r type veth peer name veth-b
root@bench:~# ip link set veth-r netns red
root@bench:~# ip -n red addr add 10.1.1.1/24 dev veth-r
root@bench:~# ip -n red link set veth-r up
root@bench:~# ip addr add 10.1.1.2/24 dev veth-b
root@bench:~# ip link set veth-b up
