root@router1:~# tcpdump -i ens38 -nn -v -c 12 tcp port 179 &
root@router1:~# birdc restart router2
wait 15
answer order = open update keepalive
answer as = 64513
answer hold = 240
