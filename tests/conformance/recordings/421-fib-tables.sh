# tables of the FIB exist only once something was put into them
ip netns add blue
ip -n blue route
ip -n blue route show table local
ip -n blue route show table main
ip -n blue route show table all
ip -n blue route flush proto static
ip -n blue route flush table main
ip -n blue route show table 7
ip -n blue route del 10.0.0.0/8
ip -n blue route get 10.0.0.1
ip -n blue -6 route
ip -n blue -6 route show table local
ip -n blue link set lo up
ip -n blue route
ip -n blue route show table local
ip -n blue route del 10.0.0.0/8
ip netns add red
ip -n red route add blackhole 10.0.0.0/8
ip -n red route
ip -n red route show table local
ip -n red route del blackhole 10.0.0.0/8
ip -n red route
ip -n red route del 10.0.0.0/8
ip netns add green
ip -n green rule add table 100
ip -n green rule add from 10.0.0.0/8 table 100
ip -n green route
ip -n green route show table local
ip -n green route show table 100
ip -n green route del 10.0.0.0/8
ip -n green link add e0 type veth peer name e1
ip -n green addr add 10.0.0.1/24 dev e0
ip -n green route show
ip -n green route show table local
ip -n green route show table main
ip -n green route del 10.0.0.0/8
