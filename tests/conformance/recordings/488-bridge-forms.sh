# bridge link, fdb, vlan, mdb in their forms, with -s, -d, -j, -o, -c and the errors; STP states
for n in a b; do ip netns add $n; done
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add br0 address 02:00:00:00:00:f0 type bridge
ip link add pa address 02:00:00:00:01:0a type veth peer name eth0 netns a address 02:00:00:00:00:0a
ip link add pb address 02:00:00:00:01:0b type veth peer name eth0 netns b address 02:00:00:00:00:0b
ip netns add far; ip -n far link add x0 type dummy 2> /dev/null; ip -n far link add z0 type veth peer name z1; ip link add pc address 02:00:00:00:01:0c type veth peer name q0 address 02:00:00:00:01:0d
ip link set q0 netns far
ip link add loop0 type veth peer name loop1
for p in pa pb pc; do ip link set $p master br0 up; done
bridge link
ip link set br0 up; for n in a b; do ip -n $n link set eth0 up; done; ip -n far link set q0 up
ip addr add 10.0.0.254/24 dev br0; ip -n a addr add 10.0.0.1/24 dev eth0; ip -n b addr add 10.0.0.2/24 dev eth0
sleep 2
bridge link
bridge link show dev pb
bridge -d link show dev pa
bridge -s link show dev pa
bridge -j link show dev pa
bridge -j -p -d link show dev pc
bridge -o link
bridge -o -d link show dev pc
bridge link show master br0
bridge link show master nope
bridge link show dev nope
bridge link show dev lo
bridge link list dev pc
bridge link bogus
bridge link set dev pa cost 7 priority 9
bridge link set dev pb learning off flood off mcast_flood off bcast_flood off
bridge link set dev pc hairpin on guard on root_block on fastleave on isolated on neigh_suppress on
bridge -d link
bridge link set dev pa cost 0
bridge link set dev pa priority 64
bridge link set dev pa cost 65536
bridge link set dev pa cost x
bridge link set dev pa learning maybe
bridge link set dev pa state bogus
bridge link set dev pa state disabled; bridge link show dev pa
bridge link set dev pa state 9
bridge link set dev pa state forwarding; bridge link show dev pa
bridge link set dev pa hwmode vepa
bridge link set dev pa hwmode bogus
bridge link set dev pa
bridge link set cost 3
bridge link set dev nope cost 3
bridge link set dev loop0 cost 3
bridge link set dev pc isolated off guard off root_block off hairpin off fastleave off neigh_suppress off; bridge link set dev pb learning on flood on mcast_flood on bcast_flood on
bridge link set dev pa locked on; bridge -d link show dev pa | tail -1
ip netns exec a ping -c 1 -W 1 10.0.0.2
bridge link set dev pa locked off
ip netns exec a ping -q -c 1 -W 1 10.0.0.2
bridge fdb show br br0 | sort
bridge -s fdb show br br0 brport pa | sed 's#used [0-9]*/[0-9]*#used T#' | sort
bridge fdb show brport pb | sort
bridge fdb show dynamic
bridge fdb show br br0 dynamic | sort
bridge fdb show br br0 state permanent | sort
bridge fdb show br nope
bridge fdb show dev nope
bridge -j fdb show br br0 brport pa | jq -c 'sort_by(.mac)[]' | cat
bridge -d fdb show br br0 brport pa | sort
bridge fdb get 02:00:00:00:00:0a br br0
bridge fdb get 02:00:00:00:00:0a dev pa master
bridge fdb get 02:00:00:00:00:99 br br0
bridge fdb get 02:00:00:00:00:0a
bridge fdb get
bridge fdb add 02:00:00:00:00:31 dev pa master
bridge fdb add 02:00:00:00:00:32 dev pa master static
bridge fdb add 02:00:00:00:00:33 dev pa master dynamic
bridge fdb add 02:00:00:00:00:34 dev pa
bridge fdb add 02:00:00:00:00:35 dev pa self
bridge fdb add 02:00:00:00:00:36 dev pa self master
bridge fdb add 02:00:00:00:00:37 dev br0 self
bridge fdb add 02:00:00:00:00:38 dev br0
bridge fdb add 02:00:00:00:00:39 dev pa master sticky
bridge fdb add 02:00:00:00:00:3a dev pa master extern_learn
bridge fdb add 02:00:00:00:00:31 dev pa master
bridge fdb replace 02:00:00:00:00:31 dev pb master static
bridge fdb append 02:00:00:00:00:3b dev pa master
bridge fdb add 01:00:5e:01:01:01 dev pa
bridge fdb add 01:00:5e:01:01:02 dev pa master
bridge fdb add 00:00:00:00:00:00 dev pa master
bridge fdb add ff:ff:ff:ff:ff:ff dev pa master
bridge fdb add 02:00 dev pa master
bridge fdb add dev pa
bridge fdb add 02:00:00:00:00:3c
bridge fdb add 02:00:00:00:00:3c dev loop0 master
bridge fdb add 02:00:00:00:00:3c dev nope master
bridge fdb add 02:00:00:00:00:3c dev pa vlan 4096 master
bridge fdb add 02:00:00:00:00:3c dev pa master bogus
bridge fdb add 02:00:00:00:00:3c dev pa master local
bridge fdb show br br0 | grep ':3' | sort
bridge fdb del 02:00:00:00:00:32 dev pb master
bridge fdb del 02:00:00:00:00:32 dev pa
bridge fdb del 02:00:00:00:00:32 dev pa master
bridge fdb del 02:00:00:00:00:32 dev pa master
bridge fdb del 02:00:00:00:01:0a dev pa master
bridge fdb del 02:00:00:00:00:34 dev pa self
bridge fdb flush dev br0
bridge fdb flush dev pa master
bridge fdb show br br0 | sort
bridge fdb bogus
bridge mdb show
bridge mdb add dev br0 port pa grp 239.1.1.1
bridge mdb add dev br0 port pa grp 239.1.1.2 permanent
bridge mdb add dev br0 port pa grp 239.1.1.2 permanent
bridge mdb add dev br0 port pb grp 239.1.1.2 temp
bridge mdb add dev br0 port br0 grp 239.1.1.3
bridge mdb add dev br0 port br0 grp 239.1.1.3 permanent
bridge mdb add dev br0 port pa grp ff02::99
bridge mdb add dev br0 port pa grp ff0e::99 permanent
bridge mdb add dev br0 port pa grp 224.0.0.1
bridge mdb add dev br0 port pa grp 10.1.1.1
bridge mdb add dev br0 port pa grp 2001:db8::1
bridge mdb add dev br0 port pa grp 01:02:03:04:05:06 permanent
bridge mdb add dev br0 port pa grp 01:02:03:04:05:07
bridge mdb add dev br0 port pa grp 02:02:03:04:05:06 permanent
bridge mdb add dev br0 port pa grp 00:00:00:00:00:00 permanent
bridge mdb add dev br0 port pa grp ff:ff:ff:ff:ff:ff permanent
bridge mdb add dev br0 port pa grp 01:00:5e:01:01:01 permanent
bridge mdb add dev br0 port pa grp bogus
bridge mdb add dev br0 port loop0 grp 239.1.1.4
bridge mdb add dev pa port pb grp 239.1.1.4
bridge mdb add dev br0 port pa grp 239.1.1.5 vid 5
bridge mdb add dev br0 port pa grp 239.1.1.6 src 10.0.0.1
bridge mdb add port pa grp 239.1.1.4
bridge mdb show | sed 's/ *$//' | sort
bridge -d mdb show dev br0 | sort
bridge -s mdb show | sed 's/ [ 0-9]*\.[0-9]*$/ T/' | sort
bridge -j mdb show | jq -c '.[0].mdb | sort_by(.grp + .port)[]' | cat
bridge mdb del dev br0 port pa grp 239.1.1.2
bridge mdb del dev br0 port pa grp 239.1.1.2
bridge mdb bogus
bridge bogus
bridge -V
bridge
bridge -x link
ip link set br0 type bridge stp_state 1
sleep 0.2; bridge link | sed 's/.*state/state/'
ip -d link show br0 | tail -1 | tr ' ' '\n' | grep -A1 'stp_state\|forward_delay\|^priority\|root_port' | tr '\n' ' '
ip -d link show pa | tail -1 | tr ' ' '\n' | grep -A1 '^state\|designated_cost\|port_id\|port_no' | tr '\n' ' '
ip link set br0 type bridge forward_delay 200 hello_time 100 max_age 600
sleep 4.5; bridge link | sed 's/.*state/state/'
ip link set br0 type bridge forward_delay 100
ip link set br0 type bridge forward_delay 5000
ip link set br0 type bridge hello_time 5
ip link set br0 type bridge max_age 10
ip link set br0 type bridge priority 70000
ip link set br0 type bridge ageing_time x
ip link set br0 type bridge bogus 1
ip link set br0 type bridge
brctl showstp br0 | head -12 | sed 's/ *[0-9]*\.[0-9][0-9]$/ T/;s/timer.*/timer/'
ip link set br0 type bridge mcast_snooping 0; bridge mdb add dev br0 port pa grp 239.1.1.9
bridge mdb show
ip link set br0 down; bridge link | sed 's/.*state/state/'; bridge fdb show br br0 | sort
ip link del br0; bridge link; bridge fdb | grep -v '33:33\|01:00' 
