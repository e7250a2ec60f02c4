# ping over IPv6: zones, -I, groups, names
ip netns add b
ip netns exec b ping -c 1 ::1
ip link add eth0 address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
ip link set eth0 up
ip -n b link set eth0 up
sleep 3
ping6 -c 1 ::1
ping -6 -c 1 127.0.0.1
ping6 -c 1 localhost
echo '::1 ip6-localhost ip6-loopback' >> /etc/hosts
ping -c 1 ip6-localhost
ping -n -c 1 ip6-loopback
ping -c 1 -I eth0 fe80::ff:fe00:b
ping -c 1 -I fe80::ff:fe00:a%eth0 fe80::ff:fe00:b%eth0
ping -c 1 -I fe80::ff:fe00:a fe80::ff:fe00:b
ping -c 1 -I nosuch ::1
ping -c 1 -I eth0 ::1
ping -c 1 fe80::1%nosuch
ping -c 1 fe80::ff:fe00:a
ping -c 1 ff02::1%eth0
ping -c 2 -i 0.2 ff02::1
ping -c 1 2001:db8::9
ping -c 1 -M do -s 1453 fe80::ff:fe00:b%eth0
ping -c 1 fe80::99%eth0
