root@router1:~# echo 'network: {version: 2, ethernets: {lo: {addresses: [10.0.0.1/32]}, ens33: {addresses: [192.168.8.10/24], routes: [{to: default, via: 192.168.8.2}]}, ens37: {addresses: [192.168.16.1/24]}, ens38: {addresses: [192.168.18.1/24]}}}' > /etc/netplan/50-cloud-init.yaml
root@router1:~# netplan apply
root@router2:~# echo 'network: {version: 2, ethernets: {lo: {addresses: [10.0.0.2/32]}, ens33: {addresses: [192.168.18.2/24], routes: [{to: default, via: 192.168.18.1}]}, ens37: {addresses: [192.168.17.1/24]}}}' > /etc/netplan/50-cloud-init.yaml
root@router2:~# netplan apply
root@router1:~# echo 'router id 10.0.0.1; protocol device { } protocol direct { } protocol kernel { export all; } protocol bgp router2 { local 192.168.18.1 as 64513; neighbor 192.168.18.2 as 64513; next hop self; import all; export all; }' > /etc/bird/bird.conf
root@router1:~# bird
wait 15
root@router1:~# birdc show protocols all router2
