# ethtool on a veth and on lo: features on and off, channels, statistics, what a veth has not
ip netns add p
ip link add e0 address 02:00:00:00:00:10 type veth peer name e0 netns p address 02:00:00:00:00:11
ip link set e0 up; ip -n p link set e0 up
ethtool e0
ethtool -i e0
ethtool -i lo
ethtool -k e0 | head -12
ethtool -k e0 | grep -c ': on'
ethtool -S e0 | sed 's/: .*/: N/' | head -8
ethtool -S lo
ethtool -a e0
ethtool -g e0
ethtool -c e0
ethtool -P e0
ethtool lo
ethtool nope
ethtool
ethtool -i
ethtool --version
ethtool --show-features lo | head -3
