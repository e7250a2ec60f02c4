# answers leave by the uplink their connection came in by: CONNMARK, fwmark rules, rp_filter
for n in gw isp1 isp2 srv; do ip netns add $n; ip -n $n link set lo up; done
ip link add up1 netns gw type veth peer name eth0 netns isp1
ip link add up2 netns gw type veth peer name eth0 netns isp2
ip link add lan netns gw type veth peer name eth0 netns srv
ip -n gw addr add 192.0.2.1/24 dev up1; ip -n isp1 addr add 192.0.2.254/24 dev eth0
ip -n gw addr add 198.51.100.1/24 dev up2; ip -n isp2 addr add 198.51.100.254/24 dev eth0
ip -n gw addr add 10.0.0.1/24 dev lan; ip -n srv addr add 10.0.0.2/24 dev eth0
for d in gw:up1 gw:up2 gw:lan isp1:eth0 isp2:eth0 srv:eth0; do ip -n ${d%:*} link set ${d#*:} up; done
for i in isp1 isp2; do ip -n $i addr add 203.0.113.7/32 dev lo; done
ip -n gw route add default via 192.0.2.254
ip -n gw route add default via 198.51.100.254 table 102
ip -n gw route add 10.0.0.0/24 dev lan table 102
ip -n srv route add default via 10.0.0.1
G="ip netns exec gw"
$G sysctl -w net.ipv4.ip_forward=1
mkdir www; echo ok > www/index.html
ip netns exec srv busybox httpd -p 80 -h www
sleep 2
$G iptables -t nat -A PREROUTING -p tcp --dport 80 ! -i lan -j DNAT --to-destination 10.0.0.2
$G iptables -t nat -A POSTROUTING -o up1 -j SNAT --to-source 192.0.2.1
$G iptables -t nat -A POSTROUTING -o up2 -j SNAT --to-source 198.51.100.1
ip netns exec isp1 curl -s -m 2 --interface 203.0.113.7 http://192.0.2.1/
ip netns exec isp2 curl -s -m 1 --interface 203.0.113.7 http://198.51.100.1/
$G conntrack -L -p tcp --dst 198.51.100.1
$G iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark
$G iptables -t mangle -A PREROUTING -i up2 -m mark --mark 0 -j MARK --set-mark 2
$G iptables -t mangle -A PREROUTING -m mark ! --mark 0 -j CONNMARK --save-mark
$G ip rule add fwmark 2 lookup 102
$G ip rule
$G conntrack -F
ip netns exec isp2 curl -s -m 2 --interface 203.0.113.7 http://198.51.100.1/
ip netns exec isp1 curl -s -m 2 --interface 203.0.113.7 http://192.0.2.1/
$G conntrack -L -m 2
$G conntrack -L --mark 0x2/0xf -o extended
$G conntrack -L -m 3
$G ip route get 203.0.113.7 mark 2
$G ip route get 203.0.113.7 mark 3
$G ip route get 203.0.113.7 from 10.0.0.2 iif lan
$G ip route get 203.0.113.7 from 10.0.0.2 iif lan mark 2
$G sysctl -w net.ipv4.conf.all.rp_filter=1
$G conntrack -F
ip netns exec isp2 curl -s -m 1 --interface 203.0.113.7 http://198.51.100.1/
$G nstat -az TcpExtIPReversePathFilter | tail -1
$G sysctl -w net.ipv4.conf.up2.rp_filter=2
ip netns exec isp2 curl -s -m 2 --interface 203.0.113.7 http://198.51.100.1/
$G sysctl -w net.ipv4.conf.up2.rp_filter=0
$G sysctl -w net.ipv4.conf.all.src_valid_mark=1
$G sysctl -w net.ipv4.conf.up2.rp_filter=1
$G sysctl -w net.ipv4.conf.all.rp_filter=0
ip netns exec isp2 curl -s -m 2 --interface 203.0.113.7 http://198.51.100.1/
$G iptables -t mangle -A POSTROUTING -m connmark --mark 2 -j MARK --set-xmark 0x0/0xffffffff
$G iptables -t mangle -S
$G iptables -t mangle -nvL PREROUTING | head -2
$G iptables -t mangle -A OUTPUT -p icmp -j MARK --set-mark 2
$G ping -c 1 -W 1 203.0.113.7
$G conntrack -L -p icmp
$G conntrack -U -p icmp -m 7
$G conntrack -L -p icmp
$G conntrack -D -m 7
