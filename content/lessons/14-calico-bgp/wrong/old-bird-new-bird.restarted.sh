root@router1:~# systemctl stop bird
root@router1:~# /opt/bird2/usr/sbin/bird -c /etc/bird/bird2.conf
wait 20
root@router1:~# birdc down
wait 2
root@router1:~# /opt/bird2/usr/sbin/bird -c /etc/bird/bird2.conf
wait 20
