root@router1:~# ip link set ens38 down
root@router1:~# iptables -A INPUT -i ens38 -j DROP
answer a = not a moment longer
answer a-session = Idle
answer b = 240
