# route get details
sysctl -q net.ipv4.ip_forward=1
ip link add e0 address 02:00:00:00:01:01 type veth peer name e0p address 02:00:00:00:01:02
ip link add e1 address 02:00:00:00:01:03 type veth peer name e1p address 02:00:00:00:01:04
for i in e0 e0p e1 e1p; do ip link set $i up; done
ip addr add 192.168.1.10/24 dev e0
ip addr add 10.5.0.1/16 dev e1
sleep 1
ip -d route get 127.0.0.1
ip -d route get 192.168.1.10
ip -d route get 192.168.1.255
ip -j -d route get 127.0.0.1
ip route get 10.5.0.9 from 192.168.1.77 iif e0
ip -j route get 10.5.0.9 from 192.168.1.77 iif e0
ip -d route get 10.5.0.9 from 192.168.1.77 iif e0
ip route get 192.168.1.10 from 192.168.1.77 iif e0
ip route add 10.9.0.0/16 via 192.168.1.2 mtu 1400 advmss 1300
ip route get 10.9.0.1
ip -j route get 10.9.0.1
ip route add 10.10.0.0/16 via 192.168.1.3 table 100
ip rule add fwmark 7 table 100
ip route get 10.10.0.1 mark 7
ip -d route get 10.10.0.1 mark 7
ip route get 10.10.0.1 mark 0x20
ip route get 10.9.0.1 mark 0x20
ip route get fibmatch 10.10.0.1 mark 7
ip -d route get fibmatch 10.9.0.1
ip route get fibmatch 127.0.0.1
ip -d route get fibmatch 127.0.0.1
ip route add 10.11.0.0/16 nexthop via 192.168.1.4 nexthop via 192.168.1.5
ip route get fibmatch 10.11.0.1
ip route get 10.9.0.1 from 192.168.1.10 oif e0
ip route get 10.9.0.1 iif lo
ip route get 127.0.0.1 dev e0
ip route get 192.168.1.77 dev e1
ip route add blackhole 10.12.0.0/16
ip route add throw 10.13.0.0/16
ip route add prohibit 10.14.0.0/16
ip route add unreachable 10.15.0.0/16
ip route get 10.12.0.1
ip route get 10.13.0.1
ip route get 10.14.0.1
ip route get 10.15.0.1
ip route get fibmatch 10.12.0.1
ip route get 10.12.0.1 from 192.168.1.77 iif e0
ip link set e0p down
ip route show
ip -j route show 192.168.1.0/24
ip route show table local
ip route get 10.9.0.1
ip link set e0p up
echo "10.9.0.1 nine" >> /etc/hosts
ip -r route get 10.9.0.1
ip -r route show
echo "100 custom" >> /etc/iproute2/rt_tables
ip rule
ip route show table custom
ip route show table all | grep custom
ip route show table 100
ip route add 10.77.0.0/16 dev e0 proto 77 table custom
ip route show table custom
ip route flush table custom
ip route show table custom
ip route show table 100
ip route get 10.9.0.1 tos CS1
ip route add 10.78.0.0/16 dev e0 tos AF11
ip route show 10.78.0.0/16
ip route show tos AF11
ip link set e0 alias "it's \"q\""
ip -j link show e0
ip link show e0
