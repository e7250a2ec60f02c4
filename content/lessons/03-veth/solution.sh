# exercise plug-it
root@bench:~# ip link add veth-r type veth peer name veth-b
root@bench:~# ip link set veth-r netns red
root@bench:~# ip link set veth-b netns blue
root@bench:~# ip -n red addr add 10.1.1.1/24 dev veth-r
root@bench:~# ip -n blue addr add 10.1.1.2/24 dev veth-b
root@bench:~# ip -n red link set veth-r up
root@bench:~# ip -n blue link set veth-b up

# exercise other-end
root@bench:~# ip -n pod link show eth0
root@bench:~# ip -o link | grep '^8:'
answer device = vethd4c1a7

# exercise count
answer r-tx = 3
answer r-rx = 3
answer b-tx = 3
answer b-rx = 3
predict
root@red:~# ping -c3 10.1.1.2

# exercise cut-it
root@bench:~# ip -n red link del veth-r

# exercise cut-by-namespace
root@bench:~# ip netns del blue
root@bench:~# ip -n red link
answer left = nothing
