root@router2:~# ip rule del iif lo to 10.245.0.0/16
