# ip link: -s -s, -o -d, -j -s, -p, filters, and what is refused
ip netns add x
ip link add e0 address 02:00:00:00:00:10 type veth peer name p0 netns x address 02:00:00:00:00:11
ip link add e1 address 02:00:00:00:00:20 type veth peer name e2 address 02:00:00:00:00:21
ip link add br7 address 02:00:00:00:00:70 type bridge
for d in all default; do sysctl -qw net.ipv6.conf.$d.disable_ipv6=1; ip netns exec x sysctl -qw net.ipv6.conf.$d.disable_ipv6=1; done
ip addr add 10.1.0.1/24 dev e0; ip -n x addr add 10.1.0.2/24 dev p0
ip link set dev e0 up; ip -n x link set p0 up
sleep 1
ping -q -c 3 -i 0.2 10.1.0.2
ip -s -s link show dev e0
ip -n x -s link show p0
ip -s -d link show e0
ip -o -s link show e0
ip -s -s -o link show e0
ip -j -s link show e0 | jq -c '.[0].stats64'
ip -j -s -s link show e0 | jq -c '.[0].stats64'
ip -j -p -s link show e0
ip -stats -brief link
ip -br -s link show e0
ip -br -d link show e0
ip -br -j link show e0
ip -p link show e0
ip -o -br link
ip -br -o -4 addr
ip -s addr show dev e0
ip -s -4 addr show dev e0
ip -d addr show e0
ip -details -oneline link show type bridge
ip -d -j link show br7 | jq -c '.[0].linkinfo.info_data' | cut -c 1-400
ip -d link show br7
ip link show dev e0 up
ip link show up dev e1
ip link show e1 up
ip link list
ip link ls dev e1
ip link lst e1
ip l
ip link set e1 master br7
ip link show master br7
ip link show type veth master br7
ip link show nomaster
ip link show type bridge_slave
ip -d link show e1 | tail -2
ip link set e1 nomaster
ip link set e1 up mtu 1300 txqueuelen 77 alias 'one two'
ip link show e1
ip link set e1 alias ''
ip link show e1
ip link set e1 txqlen 5 down
ip link show e1
ip link set dev e1 qlen 6
ip link show e1
ip link set e1 group 12
ip link show group 12
ip link show group default | grep -c '^[0-9]'
ip link set group 12 up
ip link show e1 | head -1
ip link set group 12 mtu 1280
ip link show e1 | head -1
ip link del group 12
ip link show e1
ip link set e0 bogus
ip link set e0 mtu
ip link set e0 mtu abc
ip link set e0 txqueuelen x
ip link set e0 address 02:00
ip link set e0 address zz:00:00:00:00:00
ip link set e0 address 01:00:00:00:00:00
ip link set e0 address 00:00:00:00:00:00
ip link set e0 broadcast ff:ff:ff:ff:ff:fe
ip link show e0
ip link set e0 brd ff:ff:ff:ff:ff:ff
ip link set e0 arp maybe
ip link set e0 multicast 1
ip link set e0 promisc
ip link set e0 name a/b
ip link set e0 name ''
ip link set e0 name .
ip link set e0 name 'a b'
ip link set e0 netns nope
ip link set e0 netns 999999
ip link set e0 master nope
ip link set e0 master e0
ip link set br7 master br7
ip link set lo master br7
ip link set lo down; ip -br link show lo; ip link set lo up
ip link set e0 vrf x
ip link set e0 nomaster
ip link set e0 protodown on
ip link show e0
ip link set e0 protodown off
ip link set e0 mode default
ip link set e0 addrgenmode none
ip link set e0 xdp off
ip link show nope
ip link show dev nope
ip link show dev e0 dev e1
ip link show type
ip link show type nope
ip link delete
ip link del dev nope
ip link del e0 type bridge
ip link add
ip link add e9
ip link add e9 type
ip link add type veth
ip -br link show type veth | cut -c 1-16 | tail -2
ip link add name e9 type dummy2
ip link add e9 type veth peer
ip link add dev e9 numtxqueues 2 numrxqueues 3 type veth peer name e10 numtxqueues 4
ip -d link show e9 | tail -1 | cut -c 1-60
ip -d link show e10 | tail -1 | cut -c 1-60
ip link add e9 type veth peer name e11
ip link add e12 type veth peer name e9
ip link add e12 index 77 type veth peer name e13 index 99
ip -o link show e12 | cut -d: -f1,2; ip -o link show e13 | cut -d: -f1,2
ip link add e14 index 77 type veth
ip link add link e0 name e14 type veth peer name e15
ip link foo
ip link help 2>&1 | head -5
ip link set
ip link set dev
