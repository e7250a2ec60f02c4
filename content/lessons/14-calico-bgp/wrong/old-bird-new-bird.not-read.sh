root@router1:~# systemctl stop bird
root@router1:~# /opt/bird2/usr/sbin/bird -c /etc/bird/bird2.conf
root@router1:~# sed -i 's/local 192.168.16.1 as/local as/' /etc/bird/bird2.conf
wait 20
