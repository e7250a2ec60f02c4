# option sweep: ping, traceroute, mtr, arping, tracepath
ip netns add p; ip link add e0 address 02:00:00:00:00:01 type veth peer name e0 netns p address 02:00:00:00:00:02
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv4.icmp_ratelimit=0; ip netns exec p sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv4.icmp_ratelimit=0 net.ipv4.icmp_msgs_per_sec=10000
ip addr add 10.1.0.1/24 dev e0; ip -n p addr add 10.1.0.2/24 dev e0; ip link set e0 up; ip -n p link set e0 up; ip -n p link set lo up
ping -c 2 -i 0.2 -q 10.1.0.2
ping -c 1 -U 10.1.0.2 | head -2
ping -c 2 -i 0.2 -A 10.1.0.2 | grep -c from
ping -c 3 -l 3 10.1.0.2 | grep -c from
ping -c 1 -l 70000 10.1.0.2
ping -c 1 -S 1000 10.1.0.2 | tail -2 | head -1
ping -c 1 -L 10.1.0.2 | head -2
ping -c 1 -B 10.1.0.2 | head -2
ping -c 1 -d 10.1.0.2 | head -2
ping -c 1 -e 77 10.1.0.2 | head -2
ping -c 1 -e 0x10 10.1.0.2 | head -1
ping -c 1 -e 70000 10.1.0.2
ping -c 1 -s 0 10.1.0.2
ping -c 1 -s 15 10.1.0.2
ping -c 1 -s 16 10.1.0.2 | head -2
ping -c 1 -s -5 10.1.0.2
ping -c 1 -s 65507 10.1.0.2 | tail -2 | head -1
ping -c 1 -s 65508 10.1.0.2
ping -c 1 -p zz 10.1.0.2
ping -c 1 -p 00112233445566778899aabbccddeeff00 10.1.0.2
ping -c 1 -Q 256 10.1.0.2
ping -c 1 -Q 0xb8 10.1.0.2 | head -1
ping -c 1 -t 0 10.1.0.2
ping -c 1 -t 255 10.1.0.2 | head -2
ping -c 1 -w 0 10.1.0.2 | tail -2 | head -1
ping -c 1 -w x 10.1.0.2
ping -c 1 -W 0.5 10.1.0.77
ping -c 1 -W 0 10.1.0.77
ping -c 1 -i 0.0001 10.1.0.2 | head -1
ping -c 1 -m abc 10.1.0.2
ping -c 1 -I 10.1.0.1 10.1.0.2 | head -2
ping -c 1 -I e0 10.1.0.2 | head -2
ping -c 1 -I lo 10.1.0.2
ping -c 1 -I nope 10.1.0.2
ping -c 1 0
ping -c 1 127.1 | head -2
ping -c 1 0x7f000001 | head -1
ping -c 1 2130706433 | head -1
ping -c 1 010.1.0.2 | head -1
ping -c 1 localhost | head -1
ping -c 1 host 2>&1 | head -2
ping -c 1 224.0.0.1 -W 1 -t 1 | tail -2 | head -1
ping -c 1 255.255.255.255
ping -c 1 -b 255.255.255.255 -W 1 2>&1 | head -2
ping -c 1 10.1.0.0 -W 1
ping -c 1 10.1.0.255
ping -c 1 ''
ping -c 1 a.b.c.d
ping -c 1 1.2.3.4.5
ping -c 1 -4 ::1
ping -c 1 -6 127.0.0.1
ping -V
ping -h 2>&1 | head -8
ping -c 1 -f -i 1 10.1.0.2 | tail -2 | head -1
