root@pod-a:~# ping -c1 10.244.0.6
root@pod-a:~# ping -c1 10.244.0.6
answer c-arp = yes
answer c-echo = no
answer port = veth-b
answer again = the ARP request
