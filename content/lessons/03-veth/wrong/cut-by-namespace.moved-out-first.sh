root@bench:~# ip -n blue link set veth-b netns 1
root@bench:~# ip netns del blue
answer left = a device without carrier
