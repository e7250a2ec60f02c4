# alternative names: ip link property
ip link add a0 address 02:00:00:00:00:01 type veth peer name a1 address 02:00:00:00:00:02
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip link property add dev a0 altname foo
ip link property add dev a0 altname bar altname baz
ip link show a0
ip link show foo
ip link show dev bar
ip -br link
ip -o link show a0
ip -j link show foo
ip -j addr show foo | jq -c '.[0].altnames'
ip addr show bar
ip -d link show a0
ip -s link show a0
ip link property add dev a1 altname foo
ip link property add dev a1 altname a0
ip link property add dev a1 altname one altname foo altname two; ip link show a1
ip link property del dev a1 altname foo
ip link property del dev a1 altname a1
ip link add foo type bridge
ip link set foo up
ip addr add 10.0.0.1/24 dev bar
ip route
ip neigh add 10.0.0.5 lladdr 02:00:00:00:00:05 dev foo
ip neigh show dev foo
ip route add 10.2.0.0/16 dev foo
ip route get 10.2.0.1 oif foo
ip route show dev foo
cat /proc/net/dev | awk 'NR>2{print $1}'; ls /sys/class/net /proc/sys/net/ipv4/conf
cat /sys/class/net/foo/mtu
sysctl net.ipv4.conf.foo.forwarding
ethtool -i foo | head -1
tc qdisc show dev foo
ip link property del dev a0 altname foo
ip link show a0
ip link property del dev a0 altname nope
ip link property add dev a0
ip link property add dev nope altname x
ip link property 2>&1 | head -2
ip link property show dev a0
ip link property bogus
ip link property add dev a0 bogus x
ip link set bar name baz
ip link set a0 name bar
ip link set baz name newname
ip link show bar
ip link show altname baz
ip link property add dev newname altname "with space"
ip link property add dev newname altname ""
ip link property add dev newname altname a/b
ip link property add dev newname altname thisisaverylongalternativenameofmorethanfifteencharacters
ip link show thisisaverylongalternativenameofmorethanfifteencharacters
ip link add br0 type bridge; ip link set bar master br0; bridge link show dev bar
ip netns add q
ip link set bar netns q
ip link show bar
ip -n q link show bar
ip -n q -br link
ip -n q link property del dev bar altname baz
ip -n q link del bar
ip -br link
