# help texts
ip
ip help
ip -h
ip -help
ip -V
ip link help
ip link add help
ip link help veth
ip link help bridge
ip link help vlan
ip link help dummy
ip link help nosuch
ip link set help
ip link show help
ip addr help
ip addr add help
ip route help
ip route add help
ip route get help
ip rule help
ip neigh help
ip netns help
ip netns exec help
ip maddr help
ip ntable help
ip tunnel help
ip monitor help
ip tuntap help
ip nexthop help
ip vrf help
ip token help
ip netconf help
ip addrlabel help
ip mroute help
ip mrule help
ip xfrm help
ip sr help
ip tcp_metrics help
ip macsec help
ip l2tp help
ip fou help
ip ila help
ip ioam help
ip mptcp help
ip bogus
ip -bogus
ip link bogus
ip addr bogus
ip route bogus
ip rule bogus
ip neigh bogus
bridge
bridge help
bridge -V
bridge -h
bridge bogus
bridge -bogus
bridge link help
bridge fdb help
bridge vlan help
bridge mdb help
bridge vni help
bridge monitor help
bridge link bogus
bridge fdb bogus
bridge vlan bogus
bridge mdb bogus
brctl
brctl help
brctl -h
brctl --version
brctl -V
brctl bogus
brctl addbr
brctl show nope
brctl addif
brctl stp
brctl setfd
