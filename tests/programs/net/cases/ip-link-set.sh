# link set add del errors
ip netns add n1
ip link add
ip link add type veth
ip link
ip link add a0 type veth peer name a1
ip link add b0 type veth peer
ip link add c0 type veth peer name
ip link add c0 type veth peer bogus x
ip link add c0 type veth bogus
ip link add name d0 type bridge
ip link add dev d1 type bridge
ip link add d2 d3 type bridge
ip link add d2 bogus type bridge
ip link add d2
ip link add d2 type
ip link add d2 type bridge bogus
ip link add d2 type bridge stp_state 1 priority 4096 forward_delay 400 hello_time 200 max_age 1000 ageing_time 3000
ip -d link show d2 | sed 's/gc_timer *[0-9.]*/gc/'
ip link add d3 type bridge stp_state x
ip link add d3 type bridge priority 70000
ip link add d3 type bridge forward_delay 5
ip link add d3 mtu 9000 address 02:00:00:00:00:09 txqueuelen 5 type bridge
ip link show d3
ip link add d4 index 50 type bridge
ip link show d4
ip link add d5 index 50 type bridge
ip link add d5 index x type bridge
ip link add d5 index 0 type bridge
ip link add d5 mtu x type bridge
ip link add d5 address xx type bridge
ip link add d5 address 02:00 type bridge
ip link add d5 address 01:00:5e:00:00:01 type bridge
ip link add d5 txqueuelen x type bridge
ip link add d5 numtxqueues 4 numrxqueues 2 type veth peer name d6 numtxqueues 3
ip -d link show d5
ip -d link show d6
ip link add d7 netns n1 type bridge
ip -n n1 link
ip link add d8 netns nope type bridge
ip link add d8 netns 1 type bridge
ip link add e0 up type veth peer name e1
ip link add e2 master d2 type veth peer name e3
ip link show master d2
ip link add e4 link a0 type veth peer name e5
ip -d link show a0.5
ip link add '' type bridge
ip link add 'a b' type bridge
ip link add a/b type bridge
ip link add averyveryverylongname type bridge
ip link add . type bridge
ip link add lo type bridge
ip link set
ip link set nope
ip link set a0
ip link set dev a0
ip link set a0 bogus
ip link set a0 up down
ip link set a0 up
ip link show a0
ip link set a0 mtu
ip link set a0 mtu x
ip link set a0 mtu 68
ip link set a0 mtu 67
ip link set a0 mtu 65535
ip link set a0 mtu 65536
ip link set a0 mtu 1500 mtu 1400
ip link set a0 address x
ip link set a0 address 02:00:00:00:00:01:02
ip link set a0 address ff:ff:ff:ff:ff:ff
ip link set a0 address 00:00:00:00:00:00
ip link set a0 address 2:0:0:0:0:1
ip link set a0 address 02-00-00-00-00-01
ip link set a0 address 0200.0000.0001
ip link show a0
ip link set a0 broadcast ff:ff:ff:ff:ff:fe
ip link set a0 brd ff:ff:ff:ff:ff:ff
ip link set a0 name a1
ip link set a0 name averyveryverylongname
ip link set a0 name 'x y'
ip link set a0 name a0
ip link set a0 name zz
ip link set zz name a0
ip link set a0 txqueuelen 0
ip link show a0
ip link set a0 qlen 10
ip link set a0 txqlen 20
ip link set a0 txqueuelen x
ip link set a0 alias foo
ip link set a0 alias ''
ip link set a0 arp maybe
ip link set a0 arp off multicast off promisc on allmulticast on
ip link show a0
ip link set a0 arp on multicast on promisc off allmulticast off
ip link show a0
ip link set a0 carrier off
ip link set a1 up
ip link set a0 carrier off
ip link set a0 carrier on
ip link set a0 master nope
ip link set a0 master a1
ip link set a0 master d2
ip link set a0 master d2
ip link set a0 master d1
ip link set d1 master d2
ip link set lo master d2
ip link set d2 master d2
ip link show a0
ip link set a0 nomaster
ip link set a0 nomaster
ip link set a1 vrf nope
ip link set a0 group 5
ip link show a0
ip link show group 5
ip link set group 5 mtu 1400
ip link set group 5 down
ip link show a0
ip link set a0 group foo
ip link set a0 group default
ip link set a0 addrgenmode none
ip -d link show a0
ip link set a0 addrgenmode eui64
ip link set a0 addrgenmode x
ip link set a0 protodown on
ip link set a0 netns nope
ip link set a0 netns n1
ip link show a1
ip link set lo netns n1
ip link set d2 netns n1
ip -n n1 link set a0 netns 1
ip -n n1 link set a0 up
ip -n n1 link set a0 name b
ip -n n1 link
ip link set a1 netns $$
ip link set a1 type bridge stp_state 1
ip link set d2 type bridge stp_state 0
ip link set d2 type bridge bogus 1
ip link set d2 type veth
ip link set d2 type nosuch
ip link set e2 type bridge_slave cost 20 hairpin on
ip -d link show e2 | sed 's/timer *[0-9.]*/timer/g'
ip link set e2 type bridge_slave bogus 1
ip link set e2 type bridge_slave state 4
ip link set e2 vf 0 mac 02:00:00:00:00:01
ip link set e2 xdp off
ip link del
ip link del nope
ip link del dev nope
ip link del a1 a2
ip link del a1 type veth
ip link del a1
ip link delete e0 type bridge
ip link del group 7
ip link del d2
ip link del lo
ip link d d3
ip link set a up
ip link set b up
ip link add a type bridge
ip link set a up
ip link set dev a up
ip link show a
ip link add b type bridge
ip link set b up
ip link set u
ip link set n
ip link set up a
ip link change a down
ip link replace zz type bridge
ip link add zz type bridge
ip link a zy type bridge
ip link del zz
ip link set zy u
ip link set zy down up
ip link set zy mtu 1300 up
ip link
