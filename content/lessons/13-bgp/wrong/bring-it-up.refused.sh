root@router1:~# echo 'router id 10.0.0.1; protocol device { } protocol direct { } protocol kernel { export all; } protocol bgp router2 { local 192.168.18.1 as 64513; neighbor 192.168.18.2 as 64513; next hop self; import all; export all; }' > /etc/bird/bird.conf
root@router1:~# bird
wait 15
root@router1:~# birdc show protocols all router2
