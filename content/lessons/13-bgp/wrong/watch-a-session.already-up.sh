root@router1:~# timeout 20 tcpdump -i ens38 -nn tcp port 179
answer order = keepalive
answer as = 64513
answer hold = 240
