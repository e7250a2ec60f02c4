# links of every kind and state, text, brief, detailed, JSON
ip link add v0 address 02:00:00:00:00:10 type veth peer name v1 address 02:00:00:00:00:11
ip link add br0 address 02:00:00:00:00:20 type bridge
ip link add mv0 link v0 address 02:00:00:00:00:30 type macvlan mode bridge
ip link
ip -d link show v0
ip -d link show br0 | head -3
ip -d link show mv0
ip link set v0 up; ip link set mv0 up
ip -br link
ip -br link show type veth
ip -br link show type bridge
ip link show type macvlan
ip link show up
ip link show master br0
ip link set v1 master br0
ip link show master br0
ip -br link show master br0
ip link set v1 up; ip link set br0 up
ip link
ip -d link show v1 | sed -n 3,4p | cut -c1-200
ip -s link show v1 | head -1
ip -o link show v0
ip -o -d link show mv0
ip -j link show v0
ip -j -p link show v0
ip -j -d link show mv0 | jq -c '.[0].linkinfo'
ip -j -br link | jq -c '.[]|[.ifname,.operstate,.address]'
ip -c=never link show v0
ip --color=always -br link show v0 | cat -v
ip -s -s link show lo | sed 's/[0-9][0-9]* */N /g' | head -4
ip link set v0 mtu 1400; ip link show v0
ip link set v0 mtu 67
ip link set v0 mtu 65536
ip link set v0 txqueuelen 100 alias "uplink to spine" group 5; ip link show v0
ip link show group 5
ip link set group 5 down; ip -br link show v0
ip link set v0 up arp off multicast off promisc on allmulticast on; ip link show v0
ip link set v0 arp on multicast on promisc off allmulticast off; ip link show v0
ip link set v0 address 02:00:00:00:00:99; ip link show v0 | tail -2
ip link set v0 address 01:00:5e:00:00:01
ip link set v0 address 00:00:00:00:00:00
ip link set v0 address 02:00
ip link set v0 broadcast ff:ff:ff:ff:ff:fe; ip link show v0 | grep brd
ip link set v0 name v1
ip link set v0 name "bad/name"
ip link set v0 name thisnameistoolong
ip link set v0 down; ip link set v0 name uplink0; ip -br link show uplink0
ip link property add dev uplink0 altname wan-long-name; ip link show wan-long-name
ip link set nope up
ip link set
ip link set uplink0
ip link set uplink0 frob
ip link set uplink0 mtu
ip link set uplink0 mtu abc
ip link set uplink0 master nope
ip link set uplink0 master br0; ip link set uplink0 nomaster
ip link set br0 master br0
ip link set uplink0 netns nope
ip link set uplink0 netns 99999
ip link add uplink0 type veth peer name xx
ip link add type veth; ip -br link | awk '{print $1}'
ip link add a-b.c type veth peer name 'we:ird'; ip -br link show a-b.c
ip link add name x type nosuch
ip link add x
ip link add x type
ip link del nope
ip link del
ip link del lo
ip link delete v1 type bridge
ip link delete uplink0 type veth; ip -br link | awk '{print $1}'
ip link help 2>&1 | head -5
ip link show dev
ip link show dev br0 up
ip link show br0 lo
ip link show type nosuch
ip -4 link show lo; ip -6 link show br0 | head -1
ip -0 link show lo | head -1
ip li sh lo | head -1; ip l l lo | head -1
ip -br -s link
ip -h -s link show lo | head -1; ip -iec -s link show lo | tail -1 | wc -w
ip -stat link show lo | head -2
cat /sys/class/net/br0/uevent /sys/class/net/br0/operstate /sys/class/net/br0/addr_assign_type /sys/class/net/br0/dormant /sys/class/net/br0/type
cat /proc/net/dev | head -2
