root@worker1:~# timeout 3 tcpdump -i ens192 -nn ip proto 4
root@frontend1:~# curl -s http://192.168.2.66/
wait 3
answer proto = 4
answer src = 10.30.1.131
answer dst = 10.30.1.132
answer ethernet = 2
