root@bench:~# ip link add veth-r netns red type veth peer name veth-b netns blue
root@bench:~# ip -n red addr add 10.1.1.1 dev veth-r
root@bench:~# ip -n blue addr add 10.1.1.2 dev veth-b
root@bench:~# ip -n red link set veth-r up
root@bench:~# ip -n blue link set veth-b up
