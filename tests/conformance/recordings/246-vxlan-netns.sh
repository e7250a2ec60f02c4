# a vxlan made here and moved there: it keeps sending from where it was made
for n in r1 r2 a b; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add eth0 netns r1 address 52:54:00:00:00:01 type veth peer name eth0 netns r2 address 52:54:00:00:00:02
ip -n r1 addr add 192.168.1.1/24 dev eth0
ip -n r2 addr add 192.168.1.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
ip -n r1 link add vx address 02:00:00:00:00:01 type vxlan id 42 dstport 4789 local 192.168.1.1 remote 192.168.1.2 dev eth0
ip -n r1 link set vx netns a
ip -n r2 link add vx netns b address 02:00:00:00:00:02 type vxlan id 42 dstport 4789 local 192.168.1.2 remote 192.168.1.1 dev eth0
ip -n a -d link show vx
ip -n b -d link show vx
ip -n a -br link
ip -n a addr add 10.0.0.1/24 dev vx
ip -n b addr add 10.0.0.2/24 dev vx
ip -n a link set vx up
ip -n b link set vx up
ip netns exec r1 ss -uln
ip netns exec a ss -uln
ip netns exec a ping -c 2 -i 0.2 10.0.0.2
ip -n a neigh
ip -n r1 neigh
bridge -n a fdb show dev vx
ip netns exec r1 tcpdump -i eth0 -nn -c 2 -w x.pcap udp port 4789 and greater 120 2>/dev/null &
sleep 1
ip netns exec a ping -c 1 10.0.0.2
wait
tcpdump -nn -r x.pcap 2>/dev/null | sed 's/\.[0-9]* > \([0-9.]*\)\.4789/.P > \1.4789/g'
ip -n r1 link add vx type vxlan id 42 dstport 4789
ip -n r1 link add vx type vxlan id 43 dstport 4789
ip -n a link add vy type vxlan id 42 dstport 4789
ip -n a -br link
# two overlays between the same nodes, and one inside the other
ip -n a link add in address 02:00:00:00:01:01 type vxlan id 7 dstport 4789 local 10.0.0.1 remote 10.0.0.2 dev vx
ip -n b link add in address 02:00:00:00:01:02 type vxlan id 7 dstport 4789 local 10.0.0.2 remote 10.0.0.1 dev vx
ip -n a addr add 10.7.0.1/24 dev in
ip -n b addr add 10.7.0.2/24 dev in
ip -n a link set in up
ip -n b link set in up
ip -n a -br link
ip -n a link show in | head -1
ip netns exec a ping -c 1 10.7.0.2
ip netns exec r1 tcpdump -i eth0 -nn -c 2 -w x.pcap udp port 4789 and greater 150 2>/dev/null &
sleep 1
ip netns exec a ping -c 1 10.7.0.2
wait
tcpdump -nn -r x.pcap 2>/dev/null | sed 's/\.[0-9]* > \([0-9.]*\)\.4789/.P > \1.4789/g'
tcpdump -nn -t -e -r x.pcap 2>/dev/null | sed 's/\.[0-9]* > \([0-9.]*\)\.4789/.P > \1.4789/g;s/id [0-9]*,/id N,/'
# the origin's link goes down; then the origin goes away
ip -n r1 link set eth0 down
ip netns exec a ping -c 1 -W 1 10.0.0.2
ip -n a -s link show vx
ip -n r1 link set eth0 up
sleep 1
ip netns exec a ping -c 1 -W 2 10.0.0.2
ip -n r1 link del eth0
ip -n a -br link
ip netns del r2
sleep 1
ip -n b -br link
# a vxlan whose only way is through itself
ip -n a link add loop type vxlan id 9 dstport 4789 remote 10.9.0.2
ip -n a addr add 10.9.0.1/24 dev loop
ip -n a link set loop up
ip -n a neigh add 10.9.0.2 lladdr 02:00:00:00:09:02 dev loop nud permanent
ip netns exec a ping -c 1 -W 1 10.9.0.2
ip -n a -s -s link show loop
