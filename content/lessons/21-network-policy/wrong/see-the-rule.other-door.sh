root@shop:~# curl -s --max-time 2 http://10.245.0.68:8080/
answer chain = cali-tw-cali9c2d84f6b13
answer where = the target
