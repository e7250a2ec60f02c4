# exercise two-worlds
root@bench:~# ip netns add red
root@bench:~# ip netns add blue
root@bench:~# ip -n red link set lo up

# exercise move-a-nic
root@bench:~# ip netns add red
root@bench:~# ip link set eth1 netns red
root@bench:~# ip -n red addr add 10.9.0.2/24 dev eth1
root@bench:~# ip -n red link set eth1 up

# exercise same-port-twice
root@bench:~# ip netns exec red busybox httpd -p 8080
root@bench:~# ip netns exec blue busybox httpd -p 8080
root@bench:~# ip netns exec red busybox httpd -p 8080
answer error = Address already in use

# exercise the-device-nobody-asked-for
root@bench:~# modprobe ipip
root@bench:~# ip link show tunl0
root@bench:~# ip -all netns exec ip -br link show tunl0
answer before = 3
root@bench:~# ip netns add green
answer after = 4
answer state = DOWN
