root@shop:~# curl -s --max-time 2 http://10.245.0.68:8080/
answer chain = cali-tw-calie08a17d35c4
answer where = the caller
