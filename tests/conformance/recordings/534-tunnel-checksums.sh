# checksums that a card would finish, seen in tunnels
for n in n1 n2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add eth0 netns n1 address 52:54:00:00:00:01 type veth peer name eth0 netns n2 address 52:54:00:00:00:02
for i in 1 2; do ip -n n$i addr add 192.168.1.1$i/24 dev eth0; ip -n n$i link set eth0 up; done
ip -n n1 link add vx0 address 02:00:00:00:64:01 type vxlan id 100 local 192.168.1.11 remote 192.168.1.12 dstport 4789 dev eth0
ip -n n2 link add vx0 address 02:00:00:00:64:02 type vxlan id 100 local 192.168.1.12 remote 192.168.1.11 dstport 4789 dev eth0
for i in 1 2; do ip -n n$i addr add 10.100.0.$i/24 dev vx0; ip -n n$i link set vx0 up; done
for i in 1 2; do ip -n n$i neigh add 10.100.0.$((3-i)) lladdr 02:00:00:00:64:0$((3-i)) dev vx0; ip -n n$i neigh add 192.168.1.1$((3-i)) lladdr 52:54:00:00:00:0$((3-i)) dev eth0; done
ip netns exec n2 tcpdump -i eth0 -nn -U -w out.pcap 2>/dev/null &
ip netns exec n2 tcpdump -i vx0 -nn -U -w in.pcap 2>/dev/null &
ip netns exec n2 sh -c '{ sleep 1.4; echo answer; } | nc -l -p 80 -N' &
ip netns exec n2 sh -c 'nc -u -l -p 90 -W 1' &
sleep 1
ip netns exec n1 ping -c 1 10.100.0.2 > /dev/null
{ echo question; sleep 0.9; } | ip netns exec n1 nc -N -p 40000 10.100.0.2 80
echo question | ip netns exec n1 nc -u -w 1 -p 40001 10.100.0.2 90
ip netns exec n1 arping -c 1 -I vx0 10.100.0.2 > /dev/null
sleep 1; kill -INT %1 %2; wait
tcpdump -nn -t -vv -r out.pcap | sed 's/192.168.1.1\([12]\).[3-6][0-9]*\([ :]\)/192.168.1.1\1.P\2/; s/win [0-9]*/win W/; s/wscale [0-9]*/wscale S/; s/id [0-9]*, offset/id I, offset/; s/0x[0-9a-f]\{4\}/0xC/g'
tcpdump -nn -t -vv -r in.pcap | sed 's/win [0-9]*/win W/; s/wscale [0-9]*/wscale S/; s/id [0-9]*, offset/id I, offset/; s/0x[0-9a-f]\{4\}/0xC/g'
