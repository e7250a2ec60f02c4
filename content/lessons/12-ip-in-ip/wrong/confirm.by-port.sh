root@worker1:~# timeout 3 tcpdump -i ens192 -nn port 80
root@frontend1:~# curl -s http://192.168.2.66/
wait 3
