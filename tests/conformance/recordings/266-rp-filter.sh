# r has two legs to h; packets come in by one, the way back is the other
for n in h r; do ip netns add $n; ip -n $n link set lo up; done
ip link add x netns h address 0a:00:00:00:01:01 type veth peer name x netns r address 0a:00:00:00:01:02
ip link add y netns h address 0a:00:00:00:02:01 type veth peer name y netns r address 0a:00:00:00:02:02
ip -n h addr add 10.1.0.2/24 dev x; ip -n r addr add 10.1.0.1/24 dev x
ip -n h addr add 10.2.0.2/24 dev y; ip -n r addr add 10.2.0.1/24 dev y
for l in h.x r.x h.y r.y; do ip -n ${l%.*} link set ${l#*.} up; done
ip -n r addr add 10.9.0.1/32 dev lo
ip -n h addr add 10.8.0.1/32 dev lo
ip -n h route add 10.9.0.1 via 10.1.0.1
ip -n r route add 10.8.0.1 via 10.2.0.2
sleep 3
ip netns exec r sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.default.rp_filter net.ipv4.conf.x.rp_filter
ip netns exec h ping -c 1 -I 10.8.0.1 10.9.0.1
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=1
ip netns exec r nstat -n
ip netns exec h ping -c 1 -W 1 -I 10.8.0.1 10.9.0.1
ip netns exec r nstat -z IpReversePathFilter
ip netns exec r nstat -az TcpExtIPReversePathFilter
ip netns exec r nstat -s | grep -v "^#\|6"
ip -n r route get 10.9.0.1 from 10.8.0.1 iif x
ip -n r route get 10.9.0.1 from 10.8.0.1 iif y
ip -n r route get 10.9.0.1 from 10.77.0.1 iif x
# loose: any way back will do
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=2
ip netns exec h ping -c 1 -W 1 -I 10.8.0.1 10.9.0.1
ip -n h addr add 10.7.0.1/32 dev lo
ip netns exec h ping -c 1 -W 1 -I 10.7.0.1 10.9.0.1
ip netns exec r nstat -az TcpExtIPReversePathFilter
ip -n r route get 10.9.0.1 from 10.7.0.1 iif x
# the larger of all and the device
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=0
ip netns exec r sysctl -w net.ipv4.conf.all.rp_filter=1
ip netns exec h ping -c 1 -W 1 -I 10.8.0.1 10.9.0.1
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=2
ip netns exec h ping -c 1 -W 1 -I 10.8.0.1 10.9.0.1
ip netns exec r sysctl -w net.ipv4.conf.all.rp_filter=2
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=1
ip netns exec h ping -c 1 -W 1 -I 10.8.0.1 10.9.0.1
ip netns exec r sysctl -w net.ipv4.conf.all.rp_filter=0
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=0
# forwarded ones too
ip netns exec r sysctl -qw net.ipv4.ip_forward=1
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=1
ip -n h route add 10.6.0.0/24 via 10.1.0.1
ip netns exec h ping -c 1 -W 1 -I 10.8.0.1 10.6.0.1
ip netns exec h ping -c 1 -W 1 10.6.0.1
ip netns exec r nstat -az TcpExtIPReversePathFilter
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=0
# our own address as a source
ip -n r addr add 10.5.0.1/32 dev lo
ip -n h addr add 10.5.0.1/32 dev lo
ip netns exec h ping -c 1 -W 1 -I 10.5.0.1 10.9.0.1
ip netns exec r nstat -az 'TcpExtIPReversePathFilter' IpExtInNoRoutes IpInAddrErrors
ip netns exec r sysctl -w net.ipv4.conf.x.accept_local=1
ip -n r route get 10.9.0.1 from 10.5.0.1 iif x
ip netns exec h ping -c 1 -W 1 -I 10.5.0.1 10.9.0.1
ip -n r route get 10.9.0.1 from 127.0.0.1 iif x
ip -n r route get 10.9.0.1 from 224.0.0.1 iif x
ip -n r route get 10.9.0.1 from 0.0.0.0 iif x
ip -n r route get 10.9.0.1 from 255.255.255.255 iif x
ip netns exec r sysctl -w net.ipv4.conf.x.src_valid_mark=1
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=3
ip netns exec r sysctl -w net.ipv4.conf.x.rp_filter=yes
ip netns exec r grep -o 'IPReversePathFilter' /proc/net/netstat
