# a whole kube-proxy: restored, listed back, and where its packets go
ip link add cni0 type bridge
ip addr add 10.244.0.1/24 dev cni0
ip link set cni0 up
sysctl -q -w net.ipv4.ip_forward=1
pod() { # pod NAMESPACE ADDRESS
  ip netns add $1
  ip link add veth-$1 type veth peer name eth0 netns $1
  ip link set veth-$1 master cni0
  bridge link set dev veth-$1 hairpin on
  ip link set veth-$1 up
  ip -n $1 link set lo up
  ip -n $1 addr add $2/24 dev eth0
  ip -n $1 link set eth0 up
  ip -n $1 route add default via 10.244.0.1
}
pod client 10.244.0.10
pod web1 10.244.0.11
pod web2 10.244.0.12
for n in ext ext2; do ip netns add $n; ip -n $n link set lo up; done
ip link add lan type bridge
ip addr add 192.168.1.10/24 dev lan
ip link set lan up
i=2
for n in ext ext2; do ip link add l$n type veth peer name eth0 netns $n; ip link set l$n master lan up; ip -n $n addr add 192.168.1.$i/24 dev eth0; ip -n $n link set eth0 up; ip -n $n route add default via 192.168.1.10; i=$((i+1)); done
ip netns add node2
ip link add ln2 type veth peer name eth0 netns node2
ip link set ln2 master lan up
ip -n node2 addr add 192.168.1.11/24 dev eth0
ip -n node2 addr add 10.244.1.7/32 dev lo
ip -n node2 link set lo up
ip -n node2 link set eth0 up
ip -n node2 route add 10.244.0.0/24 via 192.168.1.10
ip route add 10.244.1.0/24 via 192.168.1.11
for n in web1 web2 node2; do mkdir $n; echo $n > $n/index.html; ip netns exec $n busybox httpd -p 8080 -h $n; done
cat > rules <<'END'
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-EXTERNAL-SERVICES - [0:0]
:KUBE-FIREWALL - [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-PROXY-FIREWALL - [0:0]
:KUBE-SERVICES - [0:0]
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A INPUT -j KUBE-FIREWALL
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -j KUBE-FIREWALL
-A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "default/none:http has no endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 30085 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/local:http health check node port" -m tcp --dport 32081 -j ACCEPT
-A KUBE-PROXY-FIREWALL -d 203.0.113.5/32 -p tcp -m comment --comment "default/web:http traffic not accepted by KUBE-FW-WEB5K7TJQ3N2L4PA" -m tcp --dport 80 -j DROP
-A KUBE-SERVICES -d 10.96.0.50/32 -p tcp -m comment --comment "default/none:http has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-EXT-LOCAL7QXJ2V4MZ3B - [0:0]
:KUBE-EXT-WEB5K7TJQ3N2L4PA - [0:0]
:KUBE-FW-WEB5K7TJQ3N2L4PA - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-SEP-DNSA3ZLRW6UHK2YM - [0:0]
:KUBE-SEP-LOCAL2H5P7DZQN4X - [0:0]
:KUBE-SEP-LOCALR6CK3VJ8M2T - [0:0]
:KUBE-SEP-STICKYB4N7QW2XLZ - [0:0]
:KUBE-SEP-STICKYJ6V3TM8KDP - [0:0]
:KUBE-SEP-WEBC4M2XV7KQ3TZD - [0:0]
:KUBE-SEP-WEBN6J5RT2PW8YLH - [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-SVC-DNS3Q7RX5LJ2VKZT - [0:0]
:KUBE-SVC-LOCAL7QXJ2V4MZ3B - [0:0]
:KUBE-SVC-STICKY5T2ZK7MQ4H - [0:0]
:KUBE-SVC-WEB5K7TJQ3N2L4PA - [0:0]
:KUBE-SVL-LOCAL7QXJ2V4MZ3B - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-EXT-LOCAL7QXJ2V4MZ3B -s 10.244.0.0/16 -m comment --comment "pod traffic for default/local:http external destinations" -j KUBE-SVC-LOCAL7QXJ2V4MZ3B
-A KUBE-EXT-LOCAL7QXJ2V4MZ3B -m comment --comment "masquerade LOCAL traffic for default/local:http external destinations" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ
-A KUBE-EXT-LOCAL7QXJ2V4MZ3B -m comment --comment "route LOCAL traffic for default/local:http external destinations" -m addrtype --src-type LOCAL -j KUBE-SVC-LOCAL7QXJ2V4MZ3B
-A KUBE-EXT-LOCAL7QXJ2V4MZ3B -j KUBE-SVL-LOCAL7QXJ2V4MZ3B
-A KUBE-EXT-WEB5K7TJQ3N2L4PA -m comment --comment "masquerade traffic for default/web:http external destinations" -j KUBE-MARK-MASQ
-A KUBE-EXT-WEB5K7TJQ3N2L4PA -j KUBE-SVC-WEB5K7TJQ3N2L4PA
-A KUBE-FW-WEB5K7TJQ3N2L4PA -s 192.168.1.2/32 -m comment --comment "default/web:http loadbalancer IP" -j KUBE-EXT-WEB5K7TJQ3N2L4PA
-A KUBE-FW-WEB5K7TJQ3N2L4PA -m comment --comment "other traffic to default/web:http will be dropped by KUBE-PROXY-FIREWALL"
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/web:http" -m tcp --dport 30080 -j KUBE-EXT-WEB5K7TJQ3N2L4PA
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/local:http" -m tcp --dport 30081 -j KUBE-EXT-LOCAL7QXJ2V4MZ3B
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-SEP-DNSA3ZLRW6UHK2YM -s 10.244.0.11/32 -m comment --comment "kube-system/kube-dns:dns" -j KUBE-MARK-MASQ
-A KUBE-SEP-DNSA3ZLRW6UHK2YM -p udp -m comment --comment "kube-system/kube-dns:dns" -m udp -j DNAT --to-destination 10.244.0.11:5353
-A KUBE-SEP-LOCAL2H5P7DZQN4X -s 10.244.0.12/32 -m comment --comment "default/local:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-LOCAL2H5P7DZQN4X -p tcp -m comment --comment "default/local:http" -m tcp -j DNAT --to-destination 10.244.0.12:8080
-A KUBE-SEP-LOCALR6CK3VJ8M2T -s 10.244.1.7/32 -m comment --comment "default/local:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-LOCALR6CK3VJ8M2T -p tcp -m comment --comment "default/local:http" -m tcp -j DNAT --to-destination 10.244.1.7:8080
-A KUBE-SEP-STICKYB4N7QW2XLZ -s 10.244.0.11/32 -m comment --comment "default/sticky:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-STICKYB4N7QW2XLZ -p tcp -m comment --comment "default/sticky:http" -m recent --set --name KUBE-SEP-STICKYB4N7QW2XLZ --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.0.11:8080
-A KUBE-SEP-STICKYJ6V3TM8KDP -s 10.244.0.12/32 -m comment --comment "default/sticky:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-STICKYJ6V3TM8KDP -p tcp -m comment --comment "default/sticky:http" -m recent --set --name KUBE-SEP-STICKYJ6V3TM8KDP --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.0.12:8080
-A KUBE-SEP-WEBC4M2XV7KQ3TZD -s 10.244.0.11/32 -m comment --comment "default/web:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-WEBC4M2XV7KQ3TZD -p tcp -m comment --comment "default/web:http" -m tcp -j DNAT --to-destination 10.244.0.11:8080
-A KUBE-SEP-WEBN6J5RT2PW8YLH -s 10.244.0.12/32 -m comment --comment "default/web:http" -j KUBE-MARK-MASQ
-A KUBE-SEP-WEBN6J5RT2PW8YLH -p tcp -m comment --comment "default/web:http" -m tcp -j DNAT --to-destination 10.244.0.12:8080
-A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m comment --comment "kube-system/kube-dns:dns cluster IP" -m udp --dport 53 -j KUBE-SVC-DNS3Q7RX5LJ2VKZT
-A KUBE-SERVICES -d 10.96.0.20/32 -p tcp -m comment --comment "default/web:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-WEB5K7TJQ3N2L4PA
-A KUBE-SERVICES -d 203.0.113.5/32 -p tcp -m comment --comment "default/web:http loadbalancer IP" -m tcp --dport 80 -j KUBE-FW-WEB5K7TJQ3N2L4PA
-A KUBE-SERVICES -d 10.96.0.30/32 -p tcp -m comment --comment "default/local:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-LOCAL7QXJ2V4MZ3B
-A KUBE-SERVICES -d 10.96.0.40/32 -p tcp -m comment --comment "default/sticky:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-STICKY5T2ZK7MQ4H
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-SVC-DNS3Q7RX5LJ2VKZT ! -s 10.244.0.0/16 -d 10.96.0.10/32 -p udp -m comment --comment "kube-system/kube-dns:dns cluster IP" -m udp --dport 53 -j KUBE-MARK-MASQ
-A KUBE-SVC-DNS3Q7RX5LJ2VKZT -m comment --comment "kube-system/kube-dns:dns -> 10.244.0.11:5353" -j KUBE-SEP-DNSA3ZLRW6UHK2YM
-A KUBE-SVC-LOCAL7QXJ2V4MZ3B ! -s 10.244.0.0/16 -d 10.96.0.30/32 -p tcp -m comment --comment "default/local:http cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-LOCAL7QXJ2V4MZ3B -m comment --comment "default/local:http -> 10.244.0.12:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-LOCAL2H5P7DZQN4X
-A KUBE-SVC-LOCAL7QXJ2V4MZ3B -m comment --comment "default/local:http -> 10.244.1.7:8080" -j KUBE-SEP-LOCALR6CK3VJ8M2T
-A KUBE-SVC-STICKY5T2ZK7MQ4H ! -s 10.244.0.0/16 -d 10.96.0.40/32 -p tcp -m comment --comment "default/sticky:http cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-STICKY5T2ZK7MQ4H -m comment --comment "default/sticky:http -> 10.244.0.11:8080" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-STICKYB4N7QW2XLZ --mask 255.255.255.255 --rsource -j KUBE-SEP-STICKYB4N7QW2XLZ
-A KUBE-SVC-STICKY5T2ZK7MQ4H -m comment --comment "default/sticky:http -> 10.244.0.12:8080" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-STICKYJ6V3TM8KDP --mask 255.255.255.255 --rsource -j KUBE-SEP-STICKYJ6V3TM8KDP
-A KUBE-SVC-STICKY5T2ZK7MQ4H -m comment --comment "default/sticky:http -> 10.244.0.11:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-STICKYB4N7QW2XLZ
-A KUBE-SVC-STICKY5T2ZK7MQ4H -m comment --comment "default/sticky:http -> 10.244.0.12:8080" -j KUBE-SEP-STICKYJ6V3TM8KDP
-A KUBE-SVC-WEB5K7TJQ3N2L4PA ! -s 10.244.0.0/16 -d 10.96.0.20/32 -p tcp -m comment --comment "default/web:http cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-WEB5K7TJQ3N2L4PA -m comment --comment "default/web:http -> 10.244.0.11:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-WEBC4M2XV7KQ3TZD
-A KUBE-SVC-WEB5K7TJQ3N2L4PA -m comment --comment "default/web:http -> 10.244.0.12:8080" -j KUBE-SEP-WEBN6J5RT2PW8YLH
-A KUBE-SVL-LOCAL7QXJ2V4MZ3B -m comment --comment "default/local:http -> 10.244.0.12:8080" -j KUBE-SEP-LOCAL2H5P7DZQN4X
COMMIT
END
iptables-restore --test rules
iptables-restore < rules
iptables-save | grep -v '^#' > saved; diff rules saved
iptables -t nat -S KUBE-SVC-STICKY5T2ZK7MQ4H
iptables -t nat -nL KUBE-SERVICES
iptables -t nat -nL KUBE-EXT-LOCAL7QXJ2V4MZ3B
iptables -t nat -nL KUBE-SEP-STICKYB4N7QW2XLZ
iptables -nL KUBE-FIREWALL
iptables -nL KUBE-FORWARD
sleep 3
# from FROM URL: who answers, and by which translation
from() {
  conntrack -F 2> /dev/null
  if [ "$1" = node ]; then run=; else run="ip netns exec $1"; fi
  $run curl -s -m 2 http://$2/ | sed 's/web[12]/webN/'; s=${PIPESTATUS[0]}
  [ $s = 0 ] || echo "status $s"
  conntrack -L -p tcp -g 2> /dev/null | sed -E 's/.* src=([0-9.]*) dst=([0-9.]*) sport=[0-9]* dport=([0-9]*) .*src=([0-9.]*) dst=([0-9.]*) sport=([0-9]*).*/\1 -> \2:\3 becomes \5 -> \4:\6/; s/10.244.0.1[12]:/10.244.0.1N:/'
}
from client 10.96.0.20
from node 10.96.0.20
from ext 10.96.0.20
from client 10.96.0.30 > out; sed -E 's/webN|node2/podN/; s/10.244.(0.1N|1.7)/POD/' out
from ext 192.168.1.10:30080
from client 192.168.1.10:30080
from ext 192.168.1.10:30081
from ext2 192.168.1.10:30081
from ext 203.0.113.5
from ext2 203.0.113.5
from client 10.96.0.50
from node 10.96.0.50
from ext 192.168.1.10:30085
from client 10.96.0.99:81
from web1 10.96.0.40 > out; sed 's/10.244.0.11 becomes/POD becomes/' out | head -1
a=$(ip netns exec client curl -s -m 2 http://10.96.0.40/); for i in 1 2 3 4 5 6; do [ "$(ip netns exec client curl -s -m 2 http://10.96.0.40/)" = "$a" ] && echo same; done
ip netns exec web1 nc -u -l -p 5353 > got &
sleep 0.5
echo query | ip netns exec client nc -u -w 1 -p 40001 10.96.0.10 53
cat got
conntrack -L -p udp -d 10.96.0.10
iptables -t nat -D KUBE-SVC-WEB5K7TJQ3N2L4PA 2
iptables -t nat -A KUBE-SVC-WEB5K7TJQ3N2L4PA -j KUBE-SEP-WEBC4M2XV7KQ3TZD
iptables -t nat -D KUBE-SVC-WEB5K7TJQ3N2L4PA 2
iptables -t nat -S KUBE-SVC-WEB5K7TJQ3N2L4PA
from web1 10.96.0.20
iptables -t nat -F KUBE-SEP-WEBN6J5RT2PW8YLH
iptables -t nat -X KUBE-SEP-WEBN6J5RT2PW8YLH
iptables -t nat -X KUBE-SVC-WEB5K7TJQ3N2L4PA
