root@router1:~# birdc show route
answer best = none of BIRD's
answer why = 240 is higher than 100
answer i = internal BGP
answer as = 64512
