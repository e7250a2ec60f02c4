root@shop:~# curl -s --max-time 2 http://10.245.0.68:8080/
answer chain = cali-fw-cali5b77e1c4a02
answer where = the target
