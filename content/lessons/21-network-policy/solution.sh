# exercise from-open-to-closed
root@node1:~# iptables -I cali-tw-cali9c2d84f6b13 4 -j DROP
root@node1:~# iptables -I cali-tw-calie08a17d35c4 4 -j DROP

# exercise let-web-in
root@node1:~# iptables -I cali-tw-cali9c2d84f6b13 4 -p tcp -s 10.245.0.65 --dport 8080 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-tw-cali9c2d84f6b13 5 -m mark --mark 0x10000/0x10000 -j RETURN
root@web:~# curl -s --max-time 2 http://10.96.0.25/

# exercise egress
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 4 -p tcp -d 10.245.0.68 --dport 8080 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 5 -p udp -d 192.168.1.99 --dport 53 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 6 -p tcp -d 192.168.1.99 --dport 53 -j MARK --set-xmark 0x10000/0x10000
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 7 -m mark --mark 0x10000/0x10000 -j RETURN
root@node1:~# iptables -I cali-fw-cali9c2d84f6b13 8 -j DROP

# exercise see-the-rule
root@shop:~# curl -s --max-time 2 http://10.245.0.68:8080/
root@node1:~# ip route get 10.245.0.68
root@node1:~# iptables -nvL cali-tw-calie08a17d35c4
answer chain = cali-tw-calie08a17d35c4
answer where = the target
