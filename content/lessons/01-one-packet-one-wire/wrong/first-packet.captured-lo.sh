root@hostB:~# tcpdump -i lo -nn -e
root@hostA:~# ping -c1 10.0.0.2
