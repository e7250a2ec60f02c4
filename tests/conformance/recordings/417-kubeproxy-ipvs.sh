# oracle: uml
# oracle: modules ip_vs ip_vs_rr nf_conntrack ip_set ip_set_hash_ip ip_set_hash_ipport ip_set_hash_ipportip ip_set_bitmap_port xt_set dummy br_netfilter
# kube-proxy's ipvs mode: the same flows as in its iptables mode
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
sysctl -w net.ipv4.vs.conntrack=1
ip link add kube-ipvs0 type dummy
for a in 10.96.0.10 10.96.0.20 10.96.0.30 10.96.0.50 203.0.113.5; do ip addr add $a/32 dev kube-ipvs0; done
ipset create KUBE-CLUSTER-IP hash:ip,port
for e in 10.96.0.20,tcp:80 10.96.0.30,tcp:80 10.96.0.50,tcp:80 10.96.0.10,udp:53; do ipset add KUBE-CLUSTER-IP $e; done
ipset create KUBE-LOOP-BACK hash:ip,port,ip
for p in 11 12; do ipset add KUBE-LOOP-BACK 10.244.0.$p,tcp:8080,10.244.0.$p; done
ipset create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
ipset add KUBE-NODE-PORT-TCP 30080
ipset add KUBE-NODE-PORT-TCP 30081
ipset create KUBE-NODE-PORT-LOCAL-TCP bitmap:port range 0-65535
ipset add KUBE-NODE-PORT-LOCAL-TCP 30081
ipset create KUBE-LOAD-BALANCER hash:ip,port
ipset add KUBE-LOAD-BALANCER 203.0.113.5,tcp:80
for c in KUBE-SERVICES KUBE-POSTROUTING KUBE-MARK-MASQ KUBE-NODE-PORT KUBE-LOAD-BALANCER; do iptables -t nat -N $c; done
iptables -t nat -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
iptables -t nat -A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
iptables -t nat -A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
iptables -t nat -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
iptables -t nat -A KUBE-POSTROUTING -m set --match-set KUBE-LOOP-BACK dst,dst,src -j MASQUERADE
iptables -t nat -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
iptables -t nat -A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
iptables -t nat -A KUBE-POSTROUTING -j MASQUERADE
iptables -t nat -A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN
iptables -t nat -A KUBE-SERVICES -m set --match-set KUBE-LOAD-BALANCER dst,dst -j KUBE-LOAD-BALANCER
iptables -t nat -A KUBE-SERVICES ! -s 10.244.0.0/16 -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ
iptables -t nat -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT
iptables -t nat -A KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ
iptables -t nat -A KUBE-NODE-PORT -p tcp -m set --match-set KUBE-NODE-PORT-LOCAL-TCP dst -j RETURN
iptables -t nat -A KUBE-NODE-PORT -p tcp -m set --match-set KUBE-NODE-PORT-TCP dst -j KUBE-MARK-MASQ
for v in 10.96.0.20:80 192.168.1.10:30080 203.0.113.5:80; do ipvsadm -A -t $v -s rr; for p in 11 12; do ipvsadm -a -t $v -r 10.244.0.$p:8080 -m; done; done
ipvsadm -A -t 10.96.0.30:80 -s rr
ipvsadm -a -t 10.96.0.30:80 -r 10.244.0.12:8080 -m
ipvsadm -a -t 10.96.0.30:80 -r 10.244.1.7:8080 -m
ipvsadm -A -t 192.168.1.10:30081 -s rr
ipvsadm -a -t 192.168.1.10:30081 -r 10.244.0.12:8080 -m
ipvsadm -A -t 10.96.0.50:80 -s rr
ipvsadm -A -u 10.96.0.10:53 -s rr
ipvsadm -a -u 10.96.0.10:53 -r 10.244.0.11:5353 -m
ipvsadm -Ln
ipset list KUBE-CLUSTER-IP -t | grep -v Header
sleep 5
# from FROM URL: who answers, and by which translation
from() {
  conntrack -F 2> /dev/null
  if [ "$1" = node ]; then run=; else run="ip netns exec $1"; fi
  $run curl -s -m 5 http://$2/ | sed 's/web[12]/webN/'; s=${PIPESTATUS[0]}
  [ $s = 0 ] || echo "status $s"
  conntrack -L -p tcp 2> /dev/null | sed -E 's/.* src=([0-9.]*) dst=([0-9.]*) sport=[0-9]* dport=([0-9]*) .*src=([0-9.]*) dst=([0-9.]*) sport=([0-9]*).*/\1 -> \2:\3 becomes \5 -> \4:\6/; s/10.244.0.1[12]:/10.244.0.1N:/' | grep 'becomes.*:8080'
}
from client 10.96.0.20
from ext 10.96.0.20
from node 10.96.0.20
from client 10.96.0.30 > out; sed -E 's/webN|node2/podN/; s/10.244.(0.1N|1.7)/POD/' out
from ext 192.168.1.10:30080
from client 192.168.1.10:30080
from ext 192.168.1.10:30081
from ext2 192.168.1.10:30081
from ext 203.0.113.5
from client 10.96.0.50
from ext 192.168.1.10:30085
ipvsadm -d -t 10.96.0.20:80 -r 10.244.0.12:8080
from web1 10.96.0.20
ip netns exec web1 nc -u -l -p 5353 > got &
sleep 1
echo query | ip netns exec client nc -u -w 1 -p 40001 10.96.0.10 53
cat got
conntrack -L -p udp -d 10.96.0.10
ipvsadm -Ln --stats -u 10.96.0.10:53 | cut -c 1-60
