# netstat -s of a namespace, -g, -i, its usage; nstat beside it
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
ip netns add red
ip link set e1 netns red
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv6.conf.e0.disable_ipv6=1
ip netns exec red sysctl -qw net.ipv6.conf.all.disable_ipv6=1
netstat -s
netstat -s6
ip addr add 10.0.0.1/24 dev e0
ip link set e0 up
ip -n red link set e1 up
ip -n red addr add 10.0.0.2/24 dev e1
ip netns exec red netstat -g -n
netstat -gn
ping -c 2 -i 0.2 10.0.0.2 | tail -2
ip netns exec red netstat -s
ip netns exec red netstat -st
ip netns exec red netstat -su
netstat -sw
netstat --statistics --raw
ip netns exec red nc -l -p 80 > got &
sleep 0.5
echo hi | nc -N 10.0.0.2 80
nc -z 10.0.0.2 81
echo x | nc -u -w1 10.0.0.2 99
ping -c 1 -W 1 10.9.9.9
ping -c 1 -t 1 10.0.0.2 | tail -2
sleep 0.5
netstat -s
ip netns exec red netstat -s
nstat
ip netns exec red nstat
netstat -i
netstat -in
netstat -ie
netstat -ien
netstat -i e0
netstat -rn
netstat -nr -4
netstat --route -n
netstat -V
netstat --version
netstat --help
netstat -h
ip netns exec red sysctl -w net.ipv4.ip_forward=1
ip netns exec red netstat -sw | head -4
netstat -s6t
netstat -s -4 | head -3
