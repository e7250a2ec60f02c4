root@router2:~# iptables -F FORWARD
