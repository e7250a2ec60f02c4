root@router1:~# tcpdump -i ens38 -nn -v -c 12 tcp port 179
root@router2:~# birdc restart router1
wait 15
answer order = Open Keepalive Update
answer opens = the side that calls
answer as = 64513
answer hold = 240
