root@client:~# curl -s http://10.96.0.20/
answer at-client = 10.96.0.20:80
answer source = 10.244.0.1
answer port = 8080
answer reply = 8080
