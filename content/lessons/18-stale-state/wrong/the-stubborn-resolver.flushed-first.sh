root@node1:~# conntrack -D -p udp --orig-port-dst 53
answer why = its next connection is a new entry
