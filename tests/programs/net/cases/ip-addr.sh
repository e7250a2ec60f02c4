# address forms
ip netns add n1
ip link add d0 address 02:00:00:00:00:01 type veth peer name d1 address 02:00:00:00:00:02
ip link add br0 address 02:00:00:00:00:05 type bridge
ip link set d1 master br0
ip link set d0 up
ip link set d1 up
ip link set br0 up
sleep 2
ip addr add 10.0.0.1/24 brd + dev d0
ip addr add 10.0.0.2/24 dev d0
ip addr add 10.0.1.1/24 dev d0 label d0:x
ip addr add 10.0.2.1 peer 10.0.2.9 dev d0
ip addr add 10.0.3.1/24 dev d0 scope link
ip addr add 10.0.4.1/24 dev d0 scope host
ip addr add 10.0.5.1/24 dev d0 noprefixroute
ip addr add 10.0.6.1/24 dev d0 metric 300
ip addr add 10.0.9.1/24 broadcast 10.0.9.99 dev d0
ip addr add 2001:db8::1/64 dev d0
ip addr add 2001:db8::2/64 dev d0 nodad
ip addr add 10.0.10.1/24 dev d0 scope 99
ip addr add 10.0.11.1/24 dev d0 brd -
ip addr add 10.0.13.1/24 dev d0 home
ip addr add 10.0.14.1/24 dev d0 autojoin
ip addr add 10.0.15.1/24 anycast 10.0.15.9 dev d0
ip addr show dev d0
ip addr
ip -d addr show d0
ip -j addr show d0
ip -j -p addr show d0
ip -s addr show lo
ip -o addr show d0
ip -br addr show d0
ip -br -4 addr
ip -br -6 addr
ip -j -br addr show d0
ip -c=always addr show d0 | cat -v
ip -4 addr show d0
ip -6 addr show d0
ip -4 -j addr
ip -6 -j addr show lo
ip -N addr show d0
ip addr show up
ip addr show scope link
ip addr show scope host
ip addr show scope nope
ip addr show to 10.0.0.0/23
ip addr show to 10.0.1.1
ip addr show 10.0.1.1
ip addr show label d0:x
ip addr show label 'd0*'
ip addr show dynamic
ip addr show permanent
ip addr show primary
ip addr show secondary
ip addr show temporary
ip addr show tentative
ip addr show deprecated
ip addr show -deprecated
ip addr show noprefixroute
ip addr show type veth
ip addr show type bridge
ip addr show master br0
ip addr show master nope
ip addr show group default
ip addr show group 9
ip addr show dev d0 primary scope global
ip addr show dev nope
ip addr show d0 d1
ip addr show bogus
ip -j addr show dev d0 label d0:x
ip -j addr show scope host
ip -j addr show type nope
ip -4 -o addr show up scope global
ip -4 -o -br addr show up scope global
ip a
ip a s d0
ip a s dev lo
ip a l lo
ip ad
ip addr list lo
ip address show dev lo
ip addr lst lo
ip addr save
ip addr showdump
ip addr flush
ip addr flush dev nope
ip -s addr flush dev d0 label d0:x
ip -s -s addr flush to 10.0.0.0/24
ip addr flush dev d0 scope link
ip addr flush label nope
ip addr flush dev d0 bogus
ip addr show d0
ip addr replace 10.0.5.1/24 dev d0
ip addr replace 10.0.55.1/24 dev d0
ip addr change 10.0.56.1/24 dev d0
ip addr show d0
ip addr del 10.0.55.1/24 dev d0
ip addr del 10.0.5.1/32 dev d0
ip addr del 10.0.5.1 dev d0
ip addr del 99.0.5.1 dev d0
ip addr del 10.0.6.1/24 dev br0
ip addr del dev d0
ip addr del 10.0.6.1/24
ip addr delete 10.0.6.1/24 dev nope
ip addr add
ip addr add 10.0.0.9/24 dev
ip addr add 10.0.0.9/24 dev d0 dev d1
ip addr add 10.0.0.9/24 d0
ip addr add 10.0.0.9/24 10.0.0.8/24 dev d0
ip addr add local 10.0.20.9/24 dev d0
ip addr add 10.0.0.9/24 brd x dev d0
ip addr add 10.0.0.9/24 scope x dev d0
ip addr add 10.0.21.9/24 label foo dev d0
ip addr add 10.0.0.9/24 metric x dev d0
ip addr add 10.0.0.9/24 valid_lft x dev d0
ip addr add 10.0.0.9/24 valid_lft 0 dev d0
ip addr add 10.0.0.9/24 valid_lft 10 preferred_lft 20 dev d0
ip addr add 10.0.0.9/24 peer x dev d0
ip addr add 10.0.22.9 peer 10.0.22.10/24 dev d0
ip addr add 10.0.0.0/0 dev d0
ip addr add 0.0.0.0/8 dev d0
ip addr add 255.255.255.255/32 dev d0
ip addr add 224.0.0.1/24 dev d0
ip addr add 127.0.0.5/8 dev d0
ip addr add 10.0.23 dev d0
ip addr add 10.0.24.1/255.255.255.0 dev d0
ip addr add 10.0.25.1/255.0.255.0 dev d0
ip addr add 10.0.26.1/ dev d0
ip addr add 10.0.27.1/x dev d0
ip addr add any dev d0
ip addr add default dev d0
ip addr add fe80::5/64 dev d0
ip addr add fe80::5/64 dev d0
ip addr add 2001:db8::g/64 dev d0
ip addr add 2001:db8:1::1/129 dev d0
ip addr add 2001:db8:1::1 dev d0
ip -4 addr add 2001:db8:1::1 dev d0
ip -6 addr add 10.1.1.1/24 dev d0
ip addr del 2001:db8:1::99/64 dev d0
ip addr del fe80::5/64 dev d0
ip addr show d0
