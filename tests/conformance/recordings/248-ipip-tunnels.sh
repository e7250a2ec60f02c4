# IPIP by ip tunnel and ip link: forms, changes, errors, counters
# oracle: uml
# oracle: modules ipip veth
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add d0 type veth peer name d1
ip addr add 10.0.0.1/24 dev d0
ip link set d0 up
ip link set d1 up
ip tunnel
ip tunnel show
ip tunnel add
ip tunnel add t1
ip tunnel add t1 mode
ip tunnel add t1 mode bogus
ip tunnel add t1 mode ipip
ip tunnel add t2 mode ipip remote 10.0.0.2
ip tunnel add t3 mode ipip remote 10.0.0.2 local 10.0.0.1
ip tunnel add t4 mode ipip remote 10.0.0.2 local 10.0.0.1
ip tunnel add t3 mode ipip remote 10.0.0.3
ip tunnel add t5 mode ipip remote 10.0.0.5 local 10.0.0.1 ttl 64 tos inherit dev d0
ip tunnel add t6 mode ipip remote 10.0.0.6 ttl 10 nopmtudisc
ip tunnel add t6 mode ipip remote 10.0.0.6 nopmtudisc
ip tunnel add t7 mode ipip remote 10.0.0.7 tos 0x10
ip tunnel add mode ipip remote 10.0.0.8
ip tunnel add t9 mode ipip remote x
ip tunnel add t9 mode ipip remote 10.0.0.9 dev nope
ip tunnel add t9 mode ipip remote 10.0.0.9 ttl 300
ip tunnel add t9 mode ipip remote 10.0.0.9 ttl x
ip tunnel add t9 mode ipip remote 10.0.0.9 remote 10.0.0.8
ip tunnel add t9 mode ipip remote 10.0.0.9 bogus
ip tunnel add t9 mode ipip remote 10.0.0.9 key 5
ip tunnel add this-name-is-too-long mode ipip
ip tunnel show
ip tunnel show t5
ip tunnel show mode ipip remote 10.0.0.2
ip tunnel show nope
ip -s tunnel show t3
ip -d tunnel show t3
ip -j tunnel show t5
ip -br link
ip -d link show type ipip
ip -j -d link show t5 | jq -Mc .
ip -d -o link show t3
ip tunnel change t3 ttl 33
ip tunnel change t3 remote 10.0.0.2 local 10.0.0.1 ttl 33
ip tunnel show t3
ip tunnel change t3 mode ipip remote 10.0.0.33
ip tunnel show t3
ip tunnel change nope ttl 3
ip tunnel change t2 remote 10.0.0.33
ip tunnel change tunl0 ttl 3
ip tunnel change tunl0 ttl 0 nopmtudisc
ip tunnel show tunl0
ip tunnel del t4
ip tunnel del t3
ip tunnel del t3
ip tunnel del
ip tunnel del tunl0
ip tunnel prl
ip tunnel 6rd
ip tunnel frob
ip link add l1 type ipip remote 10.0.0.21 local 10.0.0.1
ip link add l2 type ipip remote 10.0.0.22 ttl 7 tos 0x20 dev d0 nopmtudisc
ip link add l2 type ipip remote 10.0.0.23
ip link add l3 type ipip remote 10.0.0.22 ttl 9
ip link add l3 type ipip remote 10.0.0.22 ttl 9 nopmtudisc dev d0
ip link add l4 type ipip remote 10.0.0.24 mode any
ip link add l5 type ipip remote 10.0.0.25 bogus
ip link add l5 type ipip remote 10.0.0.25 ttl 900
ip link add l5 type ipip remote x
ip link add l6 mtu 1300 type ipip remote 10.0.0.26
ip link add l7 type ipip
ip link add l8 type ipip any
ip -d link show l1
ip -d link show l2
ip -d link show l4
ip -d link show l6
ip link set l1 type ipip remote 10.0.0.31 local 10.0.0.1 ttl 3
ip -d link show l1 | tail -1 | cut -c1-80
ip link set l1 type ipip remote 10.0.0.22 dev d0
ip link set l1 mtu 1481
ip link set l1 mtu 65515
ip link set l1 mtu 65516
ip link set l1 mtu 67
ip link set l1 address 10.0.0.9
ip link set l1 address 02:00:00:00:00:01
ip -br link show l1
ip link set d0 mtu 1400
ip link show l2
ip link set d0 mtu 1500
ip link del l1
ip link del d1
ip -br link
ip tunnel show
ip link help ipip
ip tunnel help 2>&1 | head -12
