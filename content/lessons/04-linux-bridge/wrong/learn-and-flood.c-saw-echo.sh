root@pod-a:~# ping -c1 10.244.0.6
answer c-arp = yes
answer c-echo = yes
answer port = veth-b
