root@router1:~# echo 'router id 10.0.0.1; protocol device { } protocol direct { } protocol kernel { export all; } protocol bgp router2 { local 192.168.18.1 as 64513; neighbor 192.168.18.2 as 64513; next hop self; import all; export all; }' > /etc/bird/bird.conf
root@router2:~# echo 'router id 10.0.0.2; protocol device { } protocol direct { } protocol kernel { export all; } protocol bgp router1 { local 192.168.18.2 as 64513; neighbor 192.168.18.1 as 64513; next hop self; import all; export all; }' > /etc/bird/bird.conf
root@router2:~# iptables -A INPUT -p tcp --dport 179 -j DROP
root@router2:~# iptables -A INPUT -p tcp --sport 179 -j DROP
root@router1:~# bird
root@router2:~# bird
wait 15
