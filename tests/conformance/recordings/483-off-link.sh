# ping -r and traceroute -r off the link, -F, -6; rules and routes that refuse a source: connect asks twice, -I asks nothing
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add e0 address 02:00:00:00:00:10 type veth peer name e1; ip link set e0 up; ip link set e1 up; ip addr add 10.0.0.1/24 dev e0; ip route add default via 10.0.0.2; sleep 0.5
ping -c 1 -r -W 1 8.8.8.8
ping -c 2 -i 0.2 -r -W 1 8.8.8.8
ping -c 1 -r -W 1 -I 10.0.0.1 8.8.8.8
ping -c 1 -r -W 1 10.0.0.1
ip neigh
ping -c 1 -r -W 1 -I e0 8.8.8.8
ip neigh
traceroute -r -n -q 1 8.8.8.8
traceroute -r -n -I -q 1 8.8.8.8
traceroute -r -n -w 1 -m 1 -q 1 10.0.0.5
traceroute -e -n -w 1 -m 1 -q 1 10.0.0.5
ip link add a0 address 02:00:00:00:00:20 type veth peer name a1; ip link set a0 mtu 1300; ip link set a0 up; ip link set a1 up; ip addr add 10.9.0.1/24 dev a0; ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:22 dev a0
traceroute -n -F -q 1 -w 1 -m 2 10.9.0.2 1400
traceroute -n -F -q 2 -w 1 -m 1 10.9.0.2 1400
traceroute -n -q 1 -w 1 -m 2 --mtu 10.9.0.2
traceroute -n -q 1 -w 1 -m 1 10.9.0.2 1400
traceroute -6 -n 10.9.0.2
traceroute -4 2001:db8::1
ip route del default
ping -c 1 -W 1 -I 10.0.0.1 8.8.8.8
ping -c 1 -W 1 8.8.8.8
ping -c 1 -W 1 -I e0 8.8.8.8
ip route add 10.50.0.0/16 dev e0
ip rule add from 10.0.0.1 to 10.50.0.0/16 prohibit
ip route get 10.50.0.1
ip route get 10.50.0.1 from 10.0.0.1
ping -c 1 -W 1 10.50.0.1
ping -c 1 -W 1 -I 10.0.0.1 10.50.0.1
nc -z -v -w 1 10.50.0.1 80
nc -z -u -v -w 1 10.50.0.1 80
