# hostA knew hostB already when the capture began
root@hostA:~# ping -c1 10.0.0.2
root@hostB:~# tcpdump -i eth0 -nn -e -c 2 icmp
root@hostA:~# ping -c1 10.0.0.2
