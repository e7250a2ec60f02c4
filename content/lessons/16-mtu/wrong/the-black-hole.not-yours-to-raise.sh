root@router1:~# ip link set ens38 mtu 1500
root@router2:~# ip link set ens33 mtu 1500
