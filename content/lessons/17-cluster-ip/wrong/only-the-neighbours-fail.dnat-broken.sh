root@client:~# curl -s --max-time 2 http://10.96.0.20/
answer from = nobody
