# a node's kube-proxy chains: ClusterIP, NodePort, affinity, a Service without endpoints, masquerading by mark
ip link set lo up
ip link add cni0 type bridge; ip addr add 10.244.0.1/24 dev cni0; ip link set cni0 up
sysctl -q -w net.ipv4.ip_forward=1
pod() { ip netns add $1; ip link add veth-$1 type veth peer name eth0 netns $1; ip link set veth-$1 master cni0; bridge link set dev veth-$1 hairpin on; ip link set veth-$1 up; ip -n $1 link set lo up; ip -n $1 addr add $2/24 dev eth0; ip -n $1 link set eth0 up; ip -n $1 route add default via 10.244.0.1; }
pod a 10.244.0.10; pod b1 10.244.0.15; pod b2 10.244.0.16
ip netns add ext; ip link add eth1 type veth peer name eth0 netns ext; ip addr add 192.168.7.1/24 dev eth1; ip link set eth1 up
ip -n ext link set lo up; ip -n ext addr add 192.168.7.9/24 dev eth0; ip -n ext link set eth0 up; ip -n ext route add default via 192.168.7.1
ip route add default via 192.168.7.9
for n in 1 2; do mkdir w$n; echo "backend $n" > w$n/index.html; ip netns exec b$n busybox httpd -p 8080 -h w$n; done
cat > rules <<'R'
*filter
:KUBE-SERVICES - [0:0]
:KUBE-FORWARD - [0:0]
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.0.30/32 -p tcp -m comment --comment "default/empty has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
*nat
:KUBE-SERVICES - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-EXT-WEB - [0:0]
:KUBE-SVC-WEB - [0:0]
:KUBE-SEP-1 - [0:0]
:KUBE-SEP-2 - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -j MASQUERADE --random-fully
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-SERVICES -d 10.96.0.20/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-WEB
-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-NODEPORTS -p tcp -m tcp --dport 30080 -j KUBE-EXT-WEB
-A KUBE-EXT-WEB -j KUBE-MARK-MASQ
-A KUBE-EXT-WEB -j KUBE-SVC-WEB
-A KUBE-SVC-WEB ! -s 10.244.0.0/16 -d 10.96.0.20/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-WEB -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-1 --mask 255.255.255.255 --rsource -j KUBE-SEP-1
-A KUBE-SVC-WEB -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-2 --mask 255.255.255.255 --rsource -j KUBE-SEP-2
-A KUBE-SVC-WEB -m statistic --mode nth --every 2 --packet 0 -j KUBE-SEP-1
-A KUBE-SVC-WEB -j KUBE-SEP-2
-A KUBE-SEP-1 -s 10.244.0.15/32 -j KUBE-MARK-MASQ
-A KUBE-SEP-1 -p tcp -m recent --set --name KUBE-SEP-1 --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.0.15:8080
-A KUBE-SEP-2 -s 10.244.0.16/32 -j KUBE-MARK-MASQ
-A KUBE-SEP-2 -p tcp -m recent --set --name KUBE-SEP-2 --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.0.16:8080
COMMIT
R
iptables-restore --noflush < rules; echo $?
sleep 2
ip netns exec a curl -s -m 2 http://10.96.0.20/
ip netns exec a curl -s -m 2 http://10.96.0.20/
ip netns exec ext curl -s -m 2 http://192.168.7.1:30080/
ip netns exec ext curl -s -m 2 http://192.168.7.1:30080/
ip netns exec b1 curl -s -m 2 http://10.96.0.20/
ip netns exec a curl -s -m 2 http://10.244.0.1:30080/
curl -s -m 2 http://10.96.0.20/; echo "exit $?"
curl -s -m 2 http://192.168.7.1:30080/; echo "exit $?"
curl -s -m 2 http://127.0.0.1:30080/; echo "exit $?"
ip netns exec a curl -s -m 2 http://10.96.0.30/; echo "exit $?"
curl -s -m 2 http://10.96.0.30/; echo "exit $?"
ip netns exec ext curl -s -m 2 http://10.96.0.20/; echo "exit $?"
ip netns exec ext curl -s -m 2 http://10.96.0.30/; echo "exit $?"
ip netns exec a nc -v -w 1 192.168.7.1 30081; echo "exit $?"
iptables -t nat -L KUBE-SVC-WEB -n -v
iptables -t nat -L KUBE-SERVICES -n -v
iptables -L KUBE-SERVICES -n -v
conntrack -L -p tcp --dst-nat 2>/dev/null | grep -v SYN_SENT | sed 's/dport=[0-9]* \[ASS/dport=P [ASS/' | awk '{$3=""; print}' | sed 's/sport=[0-9]\{5\}/sport=C/' | sort
iptables-save -t nat | grep -v '^#'
