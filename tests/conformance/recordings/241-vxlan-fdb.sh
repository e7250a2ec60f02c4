# bridge fdb on a vxlan device: destinations, ports, VNIs, flags, lists, errors
ip link add d0 type veth peer name d1
ip addr add 10.0.0.1/24 dev d0
ip link set d0 up
ip link set d1 up
ip link add vx type vxlan id 100 dstport 4789 local 10.0.0.1 dev d0
ip link set vx address 02:00:00:00:00:64
bridge fdb show dev vx
bridge fdb add 02:00:00:00:00:01 dev vx dst 10.0.0.2
bridge fdb add 02:00:00:00:00:01 dev vx dst 10.0.0.2
bridge fdb add 02:00:00:00:00:01 dev vx dst 10.0.0.3
bridge fdb append 02:00:00:00:00:01 dev vx dst 10.0.0.3
bridge fdb replace 02:00:00:00:00:01 dev vx dst 10.0.0.4
bridge fdb show dev vx
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.0.0.2
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.0.0.3 self permanent
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.0.0.3
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.0.0.3 port 8472
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.0.0.3 vni 7
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.0.0.3 port 8472 vni 7 via d0
bridge fdb replace 00:00:00:00:00:00 dev vx dst 10.0.0.9
bridge fdb show dev vx
bridge fdb add 02:00:00:00:00:02 dev vx dst 10.0.0.2 vni 200 port 8472 via d0
bridge fdb add 02:00:00:00:00:03 dev vx dst 10.0.0.2 src_vni 300
bridge fdb add 02:00:00:00:00:04 dev vx dst 10.0.0.2 static
bridge fdb add 02:00:00:00:00:05 dev vx dst 10.0.0.2 dynamic
bridge fdb add 02:00:00:00:00:06 dev vx dst 10.0.0.2 local
bridge fdb add 02:00:00:00:00:07 dev vx dst 10.0.0.2 extern_learn
bridge fdb add 02:00:00:00:00:08 dev vx dst 10.0.0.2 router
bridge fdb add 02:00:00:00:00:0d dev vx dst 10.0.0.2 use
bridge fdb add 02:00:00:00:00:09 dev vx
bridge fdb add 02:00:00:00:00:0a dev vx dst x
bridge fdb add 02:00:00:00:00:0a dev vx dst 10.0.0.2 vni 16777216
bridge fdb add 02:00:00:00:00:0a dev vx dst 10.0.0.2 vni x
bridge fdb add 02:00:00:00:00:0a dev vx dst 10.0.0.2 port 70000
bridge fdb add 02:00:00:00:00:0a dev vx dst 10.0.0.2 port x
bridge fdb add 02:00:00:00:00:0a dev vx dst 10.0.0.2 via nope
bridge fdb add 02:00:00:00:00:0a dev vx dst 10.0.0.2 dst 10.0.0.3
bridge fdb add 02:00:00:00:00:0b dev vx dst 239.1.1.1
bridge fdb add 02:00:00:00:00:0c dev vx dst fe80::1
bridge fdb add 01:00:5e:00:00:01 dev vx dst 10.0.0.2
bridge fdb add ff:ff:ff:ff:ff:ff dev vx dst 10.0.0.2
bridge fdb add 02:00:00:00:00:0b dev vx dst 10.0.0.2 master
bridge fdb add 02:00:00:00:00:0b dev d0 dst 10.0.0.2
bridge fdb append 02:00:00:00:00:02 dev vx dst 10.0.0.5
bridge fdb show dev vx | sort
bridge fdb | sort
bridge -s fdb show dev vx | sort
bridge -j fdb show dev vx | jq -c '.[]' | sort
bridge -d fdb show dev vx | sort
bridge fdb show dev vx state permanent | sort
bridge fdb show dev vx dynamic | sort
bridge fdb get 02:00:00:00:00:01 dev vx
bridge fdb get 02:00:00:00:00:01 dev vx self
bridge fdb get 02:00:00:00:00:02 dev vx self
bridge fdb get 02:00:00:00:00:02 dev vx vni 200 self
bridge fdb get 02:00:00:00:00:99 dev vx self
bridge fdb del 02:00:00:00:00:01 dev vx
bridge fdb del 02:00:00:00:00:01 dev vx
bridge fdb del 02:00:00:00:00:02 dev vx dst 10.0.0.2
bridge fdb del 02:00:00:00:00:02 dev vx dst 10.0.0.2 vni 200 port 8472 via d0
bridge fdb show dev vx | sort
bridge fdb del 00:00:00:00:00:00 dev vx dst 10.0.0.3
bridge fdb del 00:00:00:00:00:00 dev vx
bridge fdb show dev vx | sort
bridge fdb flush dev vx
bridge fdb show dev vx
ip link add v2 type vxlan id 101 dstport 4789 remote 10.0.0.7
bridge fdb show dev v2
bridge fdb append 00:00:00:00:00:00 dev v2 dst 10.0.0.8
bridge fdb show dev v2
bridge fdb del 00:00:00:00:00:00 dev v2 dst 10.0.0.7
bridge fdb show dev v2
ip -d link show v2 | tail -1 | cut -c1-60
ip link set v2 type vxlan id 101 remote 10.0.0.9
bridge fdb show dev v2
ip link add v3 type vxlan id 102 dstport 4789 maxaddress 2
bridge fdb add 02:00:00:00:01:01 dev v3 dst 10.0.0.2
bridge fdb add 02:00:00:00:01:02 dev v3 dst 10.0.0.2
bridge fdb add 02:00:00:00:01:03 dev v3 dst 10.0.0.2
bridge fdb show dev v3 | sort
ip link set v3 down
bridge fdb show dev v3 | sort
ip link set v3 up
ip link set v3 down
bridge fdb show dev v3 | sort
bridge vni
bridge fdb help 2>&1 | head -5
