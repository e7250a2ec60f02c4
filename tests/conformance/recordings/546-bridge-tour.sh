# macvlan, bridge isolation, hairpin, static fdb, multicast
for i in 1 2 3; do ip netns add p$i; ip netns exec p$i sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip -n p$i link set lo up; done
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add br0 address 02:00:00:00:00:00 type bridge; ip link set br0 up; ip addr add 10.5.0.254/24 dev br0
for i in 1 2 3; do ip link add port$i type veth peer name eth0 netns p$i address 02:00:00:00:00:0$i; ip link set port$i master br0 up; ip -n p$i addr add 10.5.0.$i/24 dev eth0; ip -n p$i link set eth0 up; done
bridge link
bridge -d link show dev port1
bridge -j link | jq -c '.[]|[.ifname,.state,.priority,.cost,.master]'
ip netns exec p1 ping -c 1 10.5.0.2 | grep from
bridge link set dev port1 isolated on; bridge link set dev port2 isolated on
ip netns exec p1 ping -c 1 -W 1 10.5.0.2 | tail -2 | head -1
ip netns exec p1 ping -c 1 -W 1 10.5.0.3 | grep from
ip netns exec p1 ping -c 1 -W 1 10.5.0.254 | grep from
bridge -d link show dev port1 | tail -2
bridge link set dev port1 isolated off; bridge link set dev port2 isolated off
bridge link set dev port3 learning off flood off; bridge fdb flush dev br0; bridge fdb show br br0 | sort
ip netns exec p1 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1
bridge fdb add 02:00:00:00:00:03 dev port3 master static; bridge fdb show dev port3
ip netns exec p1 ping -c 1 -W 1 10.5.0.3 | grep from
bridge fdb del 02:00:00:00:00:03 dev port3 master
bridge link set dev port3 learning on flood on hairpin on cost 7 priority 3; bridge link show dev port3
bridge -d link show dev port3
bridge link set dev port3 state 0; bridge link show dev port3; ip netns exec p1 ping -c 1 -W 1 10.5.0.3 | tail -2 | head -1; bridge link set dev port3 state 3
bridge link set dev port3 state 9
bridge link set dev port3 state bogus
bridge link set dev port3 guard on root_block on fastleave on mcast_flood off bcast_flood off neigh_suppress on; bridge -d link show dev port3
bridge link set dev nope learning on
bridge link set dev br0 learning on
bridge link set
bridge link set dev port3 learning maybe
bridge link frob
bridge mdb show
bridge mdb add dev br0 port port1 grp 10.0.0.1
bridge mdb add dev br0 port nope grp 239.9.9.9
bridge mdb add dev port1 port port1 grp 239.9.9.9
bridge mdb add dev br0 grp 239.9.9.9
bridge fdb add 02:00:00:00:00:44 dev port1 master temp; bridge fdb add 02:00:00:00:00:45 dev port1 master sticky; bridge fdb add 33:33:00:00:00:99 dev port1 self; bridge fdb show brport port1 | sort
bridge fdb show br br0 state permanent | sort | head -3
bridge fdb show dynamic | head -2
bridge fdb get 02:00:00:00:00:44 br br0
bridge fdb get 02:00:00:00:00:44 dev port1 master
bridge fdb get 02:00:00:00:00:4f br br0
bridge fdb replace 02:00:00:00:00:44 dev port2 master static; bridge fdb show br br0 | grep :44
bridge fdb append 02:00:00:00:00:44 dev port2 master
bridge fdb del 02:00:00:00:00:77 dev port1 master
bridge fdb add 02:00:00:00:00:01 dev lo
bridge fdb add zz:zz dev port1
bridge fdb add 02:00:00:00:00:01
bridge fdb add dev port1
ip link set br0 type bridge ageing_time 500 stp_state 1 priority 4096 forward_delay 400; ip -d link show br0 | grep -o 'forward_delay.*bridge_id'
sleep 9; bridge link | grep -o 'state.*'
brctl show br0; brctl showstp br0 | grep -v timer | head -20
brctl stp br0 off; brctl setbridgeprio br0 99; brctl setpathcost br0 port1 42; brctl setportprio br0 port1 9; bridge link show dev port1
brctl hairpin br0 port1 on; brctl delif br0 port3; brctl addif br0 port3; brctl addif br0 nope; brctl addif br0 port1; brctl delif br0 lo; brctl show
brctl addbr br9; brctl addbr br9; brctl delbr br9; brctl delbr br9; ip link set br0 up; brctl delbr br0; brctl frob; brctl showmacs nope
ip link add mv1 link br0 netns p1 type macvlan mode private; ip -n p1 -d link show mv1 | sed -n 3p | cut -c1-80
ip link add mv2 link nope type macvlan
ip link add mv2 link br0 type macvlan mode bogus
ip link add mv2 link mv1 type macvlan
