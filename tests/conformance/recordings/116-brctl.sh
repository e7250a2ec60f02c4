# brctl: the old tool for the same thing
brctl
brctl show
brctl addbr br0
brctl addbr br0
brctl show
ip link add p0 address 02:00:00:00:00:10 type veth peer name q0
ip link add p1 address 02:00:00:00:00:11 type veth peer name q1
brctl addif br0 p0
brctl addif br0 p0
brctl addif br0 nope
brctl addif nope p1
brctl addif br0 p1
brctl show
brctl show br0
brctl show nope
ip link set br0 up; ip link set p0 up; ip link set p1 up
brctl showmacs br0
brctl showmacs nope
brctl showstp br0
brctl stp br0 on
brctl show br0
brctl stp br0 off
brctl setageing br0 100
brctl setfd br0 4
brctl sethello br0 3
brctl setmaxage br0 10
brctl setbridgeprio br0 100
brctl setpathcost br0 p0 50
brctl setportprio br0 p0 10
brctl hairpin br0 p0 on
ip -d link show br0 | grep -o 'ageing_time [0-9]*\|forward_delay [0-9]*\|priority [0-9]*'
brctl delbr br0
ip link set br0 down
brctl delif br0 p1
brctl delif br0 p1
brctl delbr br0
brctl delbr br0
brctl bogus
brctl show
