root@router1:~# birdc show route
answer best = none of BIRD's
answer why = 100 is lower than 240
answer i = born in our own AS
answer as = 64512
