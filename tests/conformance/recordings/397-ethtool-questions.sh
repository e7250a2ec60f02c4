# ethtool: every question, of a veth, a bridge, lo and a VXLAN
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
ip link set e0 up
ethtool e0
ip link set e1 up
ethtool e0
ethtool -k e0
ethtool -k e0 | grep -E 'tso|tcp-seg|generic|checksum'
ethtool -K e0 tso off gso off
ethtool -k e0 | head -20
ethtool -K e0 gro on
ethtool -K e0 tx off
ethtool -K e0 tx off rx off
ethtool -K e0 rx off
ethtool -K e0 lro on
ethtool -K e0 bogus on
ethtool -K e0 tx-checksum-ip-generic off
ethtool -k e0 | grep tx-
ethtool -S e0
ethtool -i e0
ethtool -g e0
ethtool -l e0
ethtool -c e0
ethtool -a e0
ethtool -n e0
ethtool -T e0
ethtool -P e0
ethtool -u e0
ethtool -x e0
ethtool -m e0
ethtool -s e0 speed 100
ethtool -r e0
ethtool -p e0 1
ethtool -t e0
ethtool -d e0
ethtool -e e0
ethtool --show-eee e0
ethtool --show-fec e0
ethtool --show-priv-flags e0
ip link add br0 type bridge
ethtool br0
ethtool -i br0
ethtool -k br0 | head -30
ethtool -S br0
ethtool -K br0 tso off
ethtool lo
ethtool -i lo
ethtool -k lo
ip link add vx0 type vxlan id 5 dstport 4789
ethtool -i vx0
ethtool vx0
ethtool -k vx0
ethtool -K vx0 tx off
ethtool nope
ethtool -k nope
ethtool
ethtool --version
ethtool -j -k e0 | head -12
