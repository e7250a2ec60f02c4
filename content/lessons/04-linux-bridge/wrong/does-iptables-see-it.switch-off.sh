root@bench:~# iptables -A FORWARD -s 10.244.0.5 -d 10.244.0.6 -j DROP
root@bench:~# ip netns exec a ping -c1 -W1 10.244.0.6
answer before = 0
answer then = yes
