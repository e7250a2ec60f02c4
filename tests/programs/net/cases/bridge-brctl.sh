# bridge and brctl
ip netns add n1
ip link add br0 address 02:00:00:00:00:05 type bridge
ip link add v0 address 02:00:00:00:00:01 type veth peer name e0 netns n1 address 02:00:00:00:00:02
ip link add w0 address 02:00:00:00:00:03 type veth peer name w1 address 02:00:00:00:00:04
ip link set v0 master br0
ip link set w0 master br0
ip link set v0 up
ip link set w0 up
ip link set w1 up
ip link set br0 up
ip -n n1 link set e0 up
ip addr add 10.0.0.1/24 dev br0
ip -n n1 addr add 10.0.0.2/24 dev e0
sleep 2
ping -c 1 10.0.0.2 | head -1
bridge link
bridge link show
bridge link show dev v0
bridge link show dev br0
bridge link show dev nope
bridge link show br br0
bridge link show master br0
bridge link show v0
bridge -d link
bridge -d link show dev v0
bridge -s link show dev v0
bridge -j link
bridge -p -j link show dev v0
bridge -p link show dev v0
bridge -j -d link show dev v0
bridge -o link
bridge -color link | cat -v
bridge -c link
bridge -n n1 link
bridge link list
bridge li
bridge l
bridge link set dev v0 cost 10
bridge link set dev v0 priority 5
bridge link show dev v0
bridge link set dev v0 state forwarding
bridge link set dev v0 state 3
bridge link set dev v0 state bogus
bridge link set dev v0 hairpin on
bridge link set dev v0 guard on
bridge link set dev v0 learning off
bridge link set dev v0 flood off
bridge link set dev v0 isolated on
bridge link set dev v0 hairpin maybe
bridge link set dev v0 bogus on
bridge link set dev nope cost 5
bridge link set cost 5
bridge link set dev v0
bridge link set dev w1 cost 5
bridge link set dev br0 cost 5
bridge -d link show dev v0
bridge link set dev v0 hairpin off guard off learning on flood on isolated off cost 2 priority 32
bridge fdb | sort
bridge fdb show | sort
bridge fdb show br br0 | sort
bridge fdb show dev v0 | sort
bridge fdb show brport v0 | sort
bridge fdb show br br0 brport v0 | sort
bridge fdb show br br0 dev v0 | sort
bridge fdb show br nope
bridge fdb show dev nope
bridge fdb show dynamic | sort
bridge fdb show state permanent | sort
bridge fdb show state static
bridge fdb show state reachable | sort
bridge fdb show state bogus
bridge fdb show bogus
bridge fdb show v0
bridge -s fdb show br br0 dev v0 | sed 's/used [0-9/]*/used T/' | sort
bridge -d fdb show br br0 dev v0 | sort
bridge -j fdb show br br0 dev w0
bridge -p -j fdb show br br0 dev w0
bridge -color fdb show dev w0 | cat -v | sort
bridge fdb add 02:00:00:00:00:99 dev v0 master
bridge fdb add 02:00:00:00:00:98 dev v0
bridge fdb add 02:00:00:00:00:97 dev v0 master static
bridge fdb add 02:00:00:00:00:96 dev v0 master dynamic
bridge fdb add 02:00:00:00:00:95 dev v0 master temp
bridge fdb add 02:00:00:00:00:94 dev v0 self permanent
bridge fdb add 02:00:00:00:00:93 dev br0
bridge fdb add 02:00:00:00:00:92 dev br0 self
bridge fdb add 02:00:00:00:00:91 dev br0 master
bridge fdb add 02:00:00:00:00:90 dev w1
bridge fdb add 02:00:00:00:00:89 dev w1 master
bridge fdb add 02:00:00:00:00:88 dev v0 master sticky
bridge fdb add 02:00:00:00:00:87 dev v0 master extern_learn
bridge fdb add 02:00:00:00:00:85 dev v0 self master
bridge fdb add 01:00:5e:00:00:05 dev v0 master
bridge fdb add xx dev v0 master
bridge fdb add 02:00:00:00:00:84 dev nope master
bridge fdb add 02:00:00:00:00:84 master
bridge fdb add dev v0 master
bridge fdb add
bridge fdb add 02:00:00:00:00:84 dev v0 bogus
bridge fdb add 02:00:00:00:00:99 dev v0 master
bridge fdb append 02:00:00:00:00:99 dev v0 master
bridge fdb replace 02:00:00:00:00:99 dev w0 master
bridge fdb replace 02:00:00:00:00:83 dev w0 master static
bridge fdb show br br0 dev v0 | sort
bridge fdb show br br0 | sort
bridge -j fdb show br br0 dev v0 | tr '}' '\n' | sort
bridge fdb get 02:00:00:00:00:99 br br0
bridge fdb get 02:00:00:00:00:99 dev w0 master
bridge fdb get 02:00:00:00:00:99 brport w0
bridge fdb get 02:00:00:00:00:99 br br0 dev v0
bridge fdb get 02:00:00:00:00:77 br br0
bridge fdb get 02:00:00:00:00:77 dev w0
bridge fdb get
bridge fdb get xx br br0
bridge fdb get 02:00:00:00:00:99 br nope
bridge fdb get 02:00:00:00:00:99
bridge -j fdb get 02:00:00:00:00:99 br br0
bridge fdb del 02:00:00:00:00:99 dev w0 master
bridge fdb del 02:00:00:00:00:99 dev w0 master
bridge fdb del 02:00:00:00:00:98 dev v0
bridge fdb del 02:00:00:00:00:98 dev v0
bridge fdb del 02:00:00:00:00:76 dev v0 self
bridge fdb del 02:00:00:00:00:76 dev nope
bridge fdb delete 02:00:00:00:00:97 dev v0 master
bridge fdb flush dev br0
bridge fdb flush dev v0 master
bridge fdb flush dev nope
bridge fdb flush
bridge fdb show br br0 | sort
bridge fdb show br br0 br br0 | sort | head -1
brctl show
brctl show br0
brctl show br0 nope
brctl show lo
brctl addbr br1
brctl addbr br1
brctl addbr toolongbridgename123
brctl show
brctl addif br1 v0
brctl addif br0 w1
brctl addif br0 w1
brctl addif br0 nope
brctl addif nope v0
brctl addif br0 lo
brctl addif br0 br1
brctl delif br0 w1
brctl delif br0 w1
brctl delif br0 nope
brctl delif nope v0
brctl setageing br0 100
brctl setfd br0 4
brctl setfd br0 1
brctl setfd br0 x
brctl sethello br0 1
brctl sethello br0 100
brctl setmaxage br0 10
brctl setmaxage br0 100
brctl setbridgeprio br0 4096
brctl setbridgeprio br0 x
brctl setbridgeprio nope 5
brctl setportprio br0 v0 5
brctl setportprio br0 w1 5
brctl setportprio br0 nope 5
brctl setpathcost br0 v0 50
brctl setpathcost br0 v0 x
brctl setpathcost br0 v0 0
brctl hairpin br0 v0 on
brctl hairpin br0 v0 maybe
brctl hairpin br0 nope on
brctl stp br0 on
brctl stp br0 maybe
brctl stp nope on
brctl show br0
brctl stp br0 off
brctl delbr br0
brctl delbr nope
brctl delbr v0
ip link set br0 down
brctl delbr br0
brctl delbr br1
brctl show
