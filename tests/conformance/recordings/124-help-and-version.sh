# usage texts
ip
ip help
ip -V
ip address help
ip route help
ip neigh help
ip netns help
ip rule help
ip bogus
ip -z
bridge -V
bridge help
bridge fdb help
bridge link help
brctl --version
ethtool --version
tcpdump --version | head -1
ip link help veth
ip link help bridge | head -3
