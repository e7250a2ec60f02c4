# ip monitor and bridge monitor: objects, labels, timestamps, all namespaces, files
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip netns add x; ip netns exec x sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add e0 address 02:00:00:00:00:10 type veth peer name e1 address 02:00:00:00:00:11
watch() { "$@" > log.txt 2>&1 & W=$!; sleep 0.4; }
done_() { sleep 0.6; kill $W; wait $W 2> /dev/null; cat log.txt; }
watch ip monitor
ip link set e0 up; ip link set e1 up; sleep 1.2; ip addr add 10.0.0.1/24 dev e0; ip route add 10.9.0.0/16 via 10.0.0.2; ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:22 dev e0; ip rule add from 10.0.0.1 table 5
done_
watch ip monitor route
ip route add 10.8.0.0/16 via 10.0.0.2 metric 7; ip route replace 10.8.0.0/16 via 10.0.0.3 metric 7; ip route change 10.8.0.0/16 via 10.0.0.4 metric 7; ip route append 10.8.0.0/16 via 10.0.0.5 metric 7; ip route del 10.8.0.0/16; ip route flush 10.8.0.0/16; ip route add blackhole 10.7.0.0/16; ip route del blackhole 10.7.0.0/16; ip link set e1 mtu 1400
done_
watch ip monitor address
ip addr add 10.0.0.5/24 dev e0; ip addr add 10.1.0.5/24 brd + dev e1 label e1:a; ip addr change 10.0.0.5/24 dev e0 valid_lft 100 preferred_lft 50; ip addr del 10.0.0.5/24 dev e0; ip addr flush dev e1
done_
watch ip monitor link
ip link set e1 mtu 1450; ip link set e1 alias hi; ip link set e1 address 02:00:00:00:00:99; ip link set e1 promisc on; ip link set e1 txqueuelen 9; ip link set e1 group 4; ip link set e1 down; ip link set e1 name e9; ip link set e9 name e1
done_
watch ip monitor neigh
ip neigh replace 10.0.0.2 lladdr 02:00:00:00:00:23 dev e0; ip neigh change 10.0.0.2 nud stale dev e0; ip neigh del 10.0.0.2 dev e0; ip link set e1 up; ip neigh add proxy 10.0.0.9 dev e0; ip neigh flush dev e0
done_
watch ip monitor rule
ip rule add fwmark 3 table 7 pref 100; ip rule del pref 100; ip rule add to 10.5.0.0/16 prohibit; ip rule flush; ip rule add table main pref 32766; ip rule add table default pref 32767
done_
watch ip monitor netconf
sysctl -qw net.ipv4.conf.e0.forwarding=1 net.ipv4.conf.e0.rp_filter=1 net.ipv4.conf.e0.proxy_arp=1; sysctl -qw net.ipv4.ip_forward=1
done_
watch ip monitor nsid
ip link set e1 netns x; ip -n x link set e1 up
done_
watch ip monitor label link route
ip -n x link set e1 down; sleep 1.2; ip -n x link set e1 up; sleep 1.2; ip route add 10.6.0.0/16 dev e0
done_
watch ip -t monitor route
ip route add 10.5.0.0/16 dev e0
done_ | sed 's/^Timestamp: .*/Timestamp: T/'
watch ip -ts monitor route
ip route add 10.4.0.0/16 dev e0
done_ | sed 's/^\[[0-9T:.-]*\]/[T]/'
watch ip -o monitor link address
ip link set e0 mtu 1490; ip addr add 10.44.0.1/32 dev e0
done_
watch ip -4 monitor
ip addr add 10.45.0.1/32 dev e0; ip link set e0 mtu 1480
done_
watch ip -br monitor link
ip link set e0 mtu 1470
done_
watch ip -j monitor route
ip route add 10.3.0.0/16 dev e0
done_
watch ip -d monitor link
ip link set e0 mtu 1460
done_ | cut -c 1-100
watch ip monitor dev e0
ip addr add 10.46.0.1/32 dev e0; ip link add q0 type veth peer name q1; ip link set e0 mtu 1455
done_
watch ip -n x monitor
ip -n x addr add 10.0.0.2/24 dev e1; ping -q -c 1 10.0.0.2 > /dev/null
done_
watch ip monitor all-nsid link
ip -n x link set e1 mtu 1444
done_
watch bridge monitor
ip link add br0 address 02:00:00:00:00:f0 type bridge; ip link set br0 up; ip link set q0 master br0; ip link set q0 up; ip link set q1 up; sleep 0.5; bridge fdb add 02:aa:00:00:00:01 dev q0 master; bridge link set dev q0 cost 5; bridge fdb del 02:aa:00:00:00:01 dev q0 master; bridge mdb add dev br0 port q0 grp 239.1.1.1 permanent
done_ | sed 's/q0@q1/q0/'
watch bridge monitor fdb
bridge fdb add 02:aa:00:00:00:02 dev q0 master static; bridge link set dev q0 cost 6; ip link set q0 nomaster
done_
watch bridge monitor link
ip link set q0 master br0; ip link set q0 nomaster
done_
watch bridge monitor mdb
ip link set q0 master br0; bridge mdb add dev br0 port q0 grp 239.1.1.2 permanent; bridge mdb del dev br0 port q0 grp 239.1.1.2
done_
bridge monitor bogus
ip monitor bogus
ip monitor file nope.dump
ip monitor help 2>&1 | head -3
watch ip monitor
ip link del br0; ip link del e0; ip link del q0
done_ | grep -v '^ff00\|^fe80' | head -40
ip netns del x
