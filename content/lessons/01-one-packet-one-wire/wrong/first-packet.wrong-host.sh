root@hostA:~# tcpdump -i eth0 -nn -e -c 4 > cap.txt 2>&1 &
root@hostA:~# sleep 1; ping -c1 10.0.0.2
