root@router1:~# ip link set ens38 down
root@router1:~# iptables -A INPUT -i ens38 -j DROP
answer a = until the hold time is over
answer a-session = Established
answer b = 240
