root@client:~# ping -c1 -W2 10.96.0.20
answer leaves = cni0
answer who = a backend
answer why = only TCP port 80 has a rule
