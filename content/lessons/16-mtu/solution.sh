# exercise compute
answer none = 1500
answer ipip = 1480
answer vxlan = 1450
answer wireguard = 1440
root@pod-a:~# ping -c1 -M do -s 1422 10.244.1.5
root@pod-a:~# ping -c1 -M do -s 1423 10.244.1.5
answer ping = 1422

# exercise read-the-handshake
root@node1:~# tcpdump -i veth-pod-a -nn -c 1 'tcp[tcpflags] & tcp-syn != 0'
root@pod-a:~# nc -z 10.244.1.5 8080
answer none = 1460
answer ipip = 1440
answer vxlan = 1410
answer wireguard = 1400

# exercise the-black-hole
root@pod-alpine:~# ping -c1 -W1 -M do -s 1373 10.245.0.194
root@router1:~# ip rule del iif lo to 10.245.0.0/16
root@router2:~# ip rule del iif lo to 10.245.0.0/16

# exercise pmtud-works
root@pod-alpine:~# curl -s -m 20 -o /tmp/large http://10.245.0.194/large
root@pod-nginx:~# ip route get 10.245.0.100
wait 600
root@pod-nginx:~# ip route get 10.245.0.100
answer who = 192.168.17.1
answer where = pod-nginx
answer mtu = 1400
answer after = gone

# exercise fragments
root@pod-a:~# head -c 3000 /dev/zero > /dev/udp/10.244.1.5/9999
answer count = 3
answer ports = the first
answer filter = 1
