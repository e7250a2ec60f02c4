# ethtool -K: what is asked for, what follows, what cannot be
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
ip link set e0 up
ip link set e1 up
ethtool -K e0 tso off
ethtool -k e0 | grep -v fixed | grep -E 'seg|off'
ethtool -K e0 tso on
ethtool -K e0 tso on
ethtool -K e0 gso off
ethtool -k e0 | grep -v fixed | grep -E 'seg|off'
ethtool -K e0 gso on
ethtool -K e0 sg off
ethtool -k e0 | grep -v fixed | grep off
ethtool -K e0 sg on
ethtool -K e0 tx off
ethtool -k e0 | grep -v fixed | grep off
ethtool -K e0 tso off
ethtool -K e0 tso on
ethtool -k e0 | grep -v fixed | grep off
ethtool -K e0 tx on
ethtool -K e0 tx off sg off tso off gso off gro off
ethtool -k e0 | grep -v fixed | grep off
ethtool -K e0 tx on sg on tso on gso on gro on
ethtool -k e0 | grep -v fixed | grep off
ethtool -K e0 rx off
ethtool -K e0 rx off tx off
ethtool -k e0 | grep -v fixed | grep off
ethtool -K e0 rx on tx on
ethtool -K e0 gro off
ethtool -K e0 lro on
ethtool -K e0 rxvlan off
ethtool -K e0 txvlan off
ethtool -K e0 rxvlan on txvlan on
ethtool -K e0 ntuple on
ethtool -K e0 rxhash on
ethtool -K e0 ufo off
ethtool -K e0 tx-checksum-ip-generic off
ethtool -k e0 | grep -v fixed | grep off
ethtool -K e0 tx-checksum-ip-generic on
ethtool -K e0 tx-udp-segmentation off
ethtool -K e0 tx-udp_tnl-segmentation off
ethtool -K e0 tx-udp_tnl-segmentation on
ethtool -K e0 tx-checksum-ipv4 on
ethtool -K e0 tx-checksum-sctp off
ethtool -K e0 rx-gro-list on
ethtool -K e0 tx-nocache-copy on
ethtool -K e0 highdma off
ethtool -K e0 highdma on
ethtool -K e0 bogus on
ethtool -K e0 tso
ethtool -K e0 tso maybe
ethtool -K e0
ethtool -K nope tso off
ethtool -K lo tso off
ethtool -k lo | grep tcp
ethtool -K lo tx off
ethtool -K lo gro off
ethtool -K lo lro on
ip link add br0 type bridge
ethtool -K br0 tx off
ethtool -k br0 | grep -v fixed | grep off
ethtool -K br0 tx on
ethtool -K br0 gso off
ethtool -K br0 gso on
ip link add vx0 type vxlan id 5 dstport 4789
ethtool -k vx0
ethtool -i vx0
ethtool vx0
ethtool -K vx0 tx off
ethtool -K vx0 tx on
ethtool -K vx0 tx-checksum-ip-generic off
ethtool -k vx0 | grep -v fixed | grep off
ethtool -K vx0 tx-checksum-ip-generic on
ethtool -K vx0 rx off
ip link add mv0 link e1 type macvlan
ethtool -k mv0
ethtool -i mv0
ethtool mv0
ethtool -K mv0 tx off
ethtool -K e0 --offload tx off
ethtool --offload e0 tx off
ethtool --features e0 tx on
