# kube-proxy's chains by restore: two endpoints, session affinity, NodePort, a Service without endpoints
ip link add cni0 type bridge
ip addr add 10.244.0.1/24 dev cni0
ip link set cni0 up
sysctl -q -w net.ipv4.ip_forward=1
pod() { # pod NAME LAST
  ip netns add $1
  ip link add v$1 type veth peer name eth0 netns $1
  ip link set v$1 master cni0 up
  bridge link set dev v$1 hairpin on
  ip -n $1 link set lo up
  ip -n $1 addr add 10.244.0.$2/24 dev eth0
  ip -n $1 link set eth0 up
  ip -n $1 route add default via 10.244.0.1
  mkdir $1; echo "pod $1" > $1/index.html
  ip netns exec $1 busybox httpd -p 8080 -h $1
}
pod p1 11; pod p2 12; pod cl 20
ip netns add out; ip -n out link set lo up
ip link add eth1 type veth peer name eth0 netns out
ip addr add 172.18.0.2/16 dev eth1; ip link set eth1 up
ip -n out addr add 172.18.0.9/16 dev eth0; ip -n out link set eth0 up
ip route add 10.96.0.0/12 dev cni0
sleep 2
cat > rules <<'X'
*filter
:KUBE-SERVICES - [0:0]
:KUBE-FORWARD - [0:0]
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-SERVICES
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.0.99/32 -p tcp -m comment --comment "default/empty has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
*nat
:KUBE-SERVICES - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-SVC-AAAAAAAAAAAAAAAA - [0:0]
:KUBE-EXT-AAAAAAAAAAAAAAAA - [0:0]
:KUBE-SEP-1111111111111111 - [0:0]
:KUBE-SEP-2222222222222222 - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
-A KUBE-SERVICES -d 10.96.0.20/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-AAAAAAAAAAAAAAAA
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-NODEPORTS -p tcp -m comment --comment default/web -m tcp --dport 30080 -j KUBE-EXT-AAAAAAAAAAAAAAAA
-A KUBE-EXT-AAAAAAAAAAAAAAAA -m comment --comment "masquerade traffic for default/web external destinations" -j KUBE-MARK-MASQ
-A KUBE-EXT-AAAAAAAAAAAAAAAA -j KUBE-SVC-AAAAAAAAAAAAAAAA
-A KUBE-SVC-AAAAAAAAAAAAAAAA ! -s 10.244.0.0/16 -d 10.96.0.20/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-AAAAAAAAAAAAAAAA -m comment --comment default/web -m recent --rcheck --seconds 10800 --reap --rsource --name KUBE-SEP-1111111111111111 -j KUBE-SEP-1111111111111111
-A KUBE-SVC-AAAAAAAAAAAAAAAA -m comment --comment default/web -m recent --rcheck --seconds 10800 --reap --rsource --name KUBE-SEP-2222222222222222 -j KUBE-SEP-2222222222222222
-A KUBE-SVC-AAAAAAAAAAAAAAAA -m comment --comment default/web -m statistic --mode nth --every 2 --packet 1 -j KUBE-SEP-2222222222222222
-A KUBE-SVC-AAAAAAAAAAAAAAAA -m comment --comment default/web -j KUBE-SEP-1111111111111111
-A KUBE-SEP-1111111111111111 -s 10.244.0.11/32 -m comment --comment default/web -j KUBE-MARK-MASQ
-A KUBE-SEP-1111111111111111 -p tcp -m comment --comment default/web -m recent --set --name KUBE-SEP-1111111111111111 --rsource -m tcp -j DNAT --to-destination 10.244.0.11:8080
-A KUBE-SEP-2222222222222222 -s 10.244.0.12/32 -m comment --comment default/web -j KUBE-MARK-MASQ
-A KUBE-SEP-2222222222222222 -p tcp -m comment --comment default/web -m recent --set --name KUBE-SEP-2222222222222222 --rsource -m tcp -j DNAT --to-destination 10.244.0.12:8080
COMMIT
X
iptables-restore --noflush < rules
iptables-save | grep -v '^#'
for i in 1 2 3; do ip netns exec cl curl -s -m 2 http://10.96.0.20/; done
for i in 1 2 3; do ip netns exec p1 curl -s -m 2 http://10.96.0.20/; done
for i in 1 2; do ip netns exec out curl -s -m 2 http://172.18.0.2:30080/; done
curl -s -m 2 http://10.96.0.20/
curl -s -m 2 http://172.18.0.2:30080/
curl -s -m 0.8 http://127.0.0.1:30080/
ip netns exec cl curl -s -m 0.8 http://10.96.0.99/
curl -sS -m 2 http://10.96.0.99/
ls /proc/net/xt_recent
cut -d ' ' -f 1,2,3 /proc/net/xt_recent/KUBE-SEP-1111111111111111 | sort
cut -d ' ' -f 1,2,3 /proc/net/xt_recent/KUBE-SEP-2222222222222222 | sort
conntrack -L -p tcp --dst-nat --orig-port-dst 30080
conntrack -L -p tcp -d 10.96.0.20 -s 10.244.0.11
iptables -t nat -nvL KUBE-SVC-AAAAAAAAAAAAAAAA
iptables -t nat -nvL KUBE-NODEPORTS
iptables -nvL KUBE-SERVICES -x --line-numbers
echo / > /proc/net/xt_recent/KUBE-SEP-1111111111111111
cat /proc/net/xt_recent/KUBE-SEP-1111111111111111
ip netns exec cl curl -s -m 2 http://10.96.0.20/
nft list chain ip nat KUBE-SVC-AAAAAAAAAAAAAAAA
nft list chain ip filter KUBE-SERVICES
iptables -t nat -F KUBE-SEP-1111111111111111
iptables -t nat -X KUBE-SEP-1111111111111111
iptables -t nat -F KUBE-SVC-AAAAAAAAAAAAAAAA
iptables -t nat -X KUBE-SEP-1111111111111111
ip netns exec cl curl -s -m 1 http://10.96.0.20/
