root@bench:~# ip -n blue link del veth-b
answer left = nothing
