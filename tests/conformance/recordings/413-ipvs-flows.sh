# oracle: uml
# oracle: modules ip_vs ip_vs_rr ip_vs_wrr ip_vs_lc ip_vs_wlc ip_vs_sh ip_vs_sed ip_vs_nq nf_conntrack
# IPVS: who gets which connection, and what is counted
for n in c b1 b2 b3; do ip netns add $n; done
ip link add c0 type veth peer name eth0 netns c
ip addr add 10.0.1.1/24 dev c0
ip link set c0 up
ip -n c addr add 10.0.1.2/24 dev eth0
ip -n c link set eth0 up
ip -n c route add default via 10.0.1.1
ip link add br0 type bridge
ip addr add 10.0.0.1/24 dev br0
ip link set br0 up
pod() { # pod NAME LAST
  ip link add v$1 type veth peer name eth0 netns $1
  ip link set v$1 master br0 up
  ip -n $1 addr add 10.0.0.$2/24 dev eth0
  ip -n $1 link set eth0 up
  ip -n $1 link set lo up
  ip -n $1 route add default via 10.0.0.1
}
pod b1 11
pod b2 12
pod b3 13
sysctl -w net.ipv4.ip_forward=1
sysctl net.ipv4.vs.conntrack
ip addr add 10.96.0.1/32 dev lo
for n in b1 b2 b3; do mkdir $n; echo $n > $n/index.html; ip netns exec $n busybox httpd -p 8080 -h $n; done
ipvsadm -A -t 10.96.0.1:80 -s rr
for i in 11 12 13; do ipvsadm -a -t 10.96.0.1:80 -r 10.0.0.$i:8080 -m; done
sleep 3
get() { for i in $(seq 1 $1); do ip netns exec c curl -s -m 3 http://10.96.0.1/; done; }
get 6
ipvsadm -Ln
ipvsadm -Lnc | sort | sed 's/ 0[12]:[0-9]*/ T/'
ipvsadm -Ln --stats | cut -c 1-50
curl -s -m 3 http://10.96.0.1/
ipvsadm -e -t 10.96.0.1:80 -r 10.0.0.12:8080 -m -w 0
get 4
ipvsadm -E -t 10.96.0.1:80 -s wrr
ipvsadm -e -t 10.96.0.1:80 -r 10.0.0.11:8080 -m -w 3
ipvsadm -e -t 10.96.0.1:80 -r 10.0.0.12:8080 -m -w 2
get 12
ipvsadm -E -t 10.96.0.1:80 -s sh
get 3
ipvsadm -E -t 10.96.0.1:80 -s lc
get 3
ipvsadm -E -t 10.96.0.1:80 -s nq
get 2
ipvsadm -E -t 10.96.0.1:80 -s rr -p 100
get 4
ipvsadm -Lnc | grep NONE | sed 's/ 01:[0-9]*/ T/'
ipvsadm -Ln --persistent-conn
ipvsadm -A -u 10.96.0.1:53 -s rr
ipvsadm -a -u 10.96.0.1:53 -r 10.0.0.11:5353 -m
ip netns exec b1 nc -u -l -p 5353 > got &
sleep 1
echo x | ip netns exec c nc -u -w 1 -p 40001 10.96.0.1 53
cat got
ipvsadm -Ln -u 10.96.0.1:53
ipvsadm -Lnc | grep UDP | sed 's/ 0[45]:[0-9]*/ T/'
ipvsadm -A -t 10.96.0.1:81 -s rr
ip netns exec c curl -s -m 3 http://10.96.0.1:81/
ip netns exec c curl -s -m 3 http://10.96.0.1:82/
ip netns exec c ping -c 1 10.96.0.1 | head -2
iptables -t mangle -A PREROUTING -d 10.96.0.2 -p tcp --dport 80 -j MARK --set-mark 7
ip addr add 10.96.0.2/32 dev lo
ipvsadm -A -f 7 -s rr
ipvsadm -a -f 7 -r 10.0.0.13:8080 -m
ip netns exec c curl -s -m 3 http://10.96.0.2/
ipvsadm -ln -f 7
sysctl -w net.ipv4.vs.conntrack=1
iptables -t nat -A POSTROUTING -d 10.0.0.0/24 -j MASQUERADE
ip netns exec c curl -s -m 3 http://10.96.0.1/
conntrack -L -p tcp | grep -v UNREPLIED | head -1 | sed 's/ port=/ /'
ipvsadm -C
