# exercise who-called
root@laptop:~# curl -s http://192.168.1.12:30080/
root@node3:~# ip -br addr show flannel.1
answer src = 10.244.2.0
answer port = 8080

# exercise why-snat
root@node3:~# iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1
root@node3:~# iptables -t nat -D FLANNEL-POSTRTG 6
root@laptop:~# curl -s --max-time 2 http://192.168.1.12:30080/
answer who = a pod's address, port 8080
answer does = sends a reset

# exercise local
root@node1:~# iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1
root@node3:~# iptables -t nat -F KUBE-NODEPORTS
root@node3:~# iptables -A KUBE-EXTERNAL-SERVICES -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 30080 -j DROP

# exercise both-ends
root@laptop:~# curl -s --local-port 40001 http://192.168.1.12:30080/
root@node3:~# conntrack -L -p tcp --orig-port-src 40001
root@node1:~# conntrack -L -p tcp -s 10.244.2.0
answer source = 10.244.2.0
answer join = the last dport on node3 and the first sport on node1
