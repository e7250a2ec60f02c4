root@router1:~# cp /etc/bird/bird.conf /root/bird.conf
root@router1:~# sed -i '/next hop self/d' /etc/bird/bird.conf
root@router1:~# birdc configure
wait 15
root@router1:~# cp /root/bird.conf /etc/bird/bird.conf
root@router1:~# birdc configure
wait 15
answer nexthop = 192.168.16.101
answer why = by a wrong AS path
