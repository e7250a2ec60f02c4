# sysctl and /proc/sys
sysctl net.ipv4.ip_forward
sysctl -n net.ipv4.ip_forward
sysctl -w net.ipv4.ip_forward=1
sysctl net.ipv4.ip_forward net.ipv4.conf.all.forwarding net.ipv4.conf.lo.forwarding
cat /proc/sys/net/ipv4/ip_forward
echo 0 > /proc/sys/net/ipv4/ip_forward
sysctl net/ipv4/ip_forward
sysctl -qw net.ipv4.ip_forward=1
sysctl -w net.ipv4.ip_forward = 0
sysctl -w net.ipv4.ip_forward
sysctl net.ipv4.nope
sysctl -e net.ipv4.nope
sysctl -w net.ipv4.nope=1
sysctl -w net.ipv4.ip_forward=hello
sysctl net.ipv4.conf.lo.rp_filter net.ipv4.conf.default.rp_filter
sysctl net.ipv4.neigh.default.base_reachable_time_ms net.ipv4.neigh.lo.gc_stale_time net.ipv4.neigh.default.ucast_solicit
sysctl net.ipv4.icmp_ratelimit net.ipv4.icmp_ratemask net.ipv4.icmp_echo_ignore_all net.ipv4.ip_default_ttl
sysctl -w net.ipv4.ip_default_ttl=99
ping -c 1 127.0.0.1 | grep -o 'ttl=[0-9]*'
sysctl -a 2>/dev/null | grep '^net.ipv4.conf.lo' | wc -l
sysctl -a 2>/dev/null | grep 'net.ipv4.conf.lo.*forwarding'
ip link add d0.7 type bridge
sysctl net.ipv4.conf.d0/7.forwarding
cat /proc/sys/net/ipv4/conf/d0.7/forwarding
sysctl net.ipv4.conf.nope.forwarding
ip netns add red
ip netns exec red sysctl net.ipv4.ip_forward
ip netns exec red sysctl -w net.ipv6.conf.all.disable_ipv6=1
ip netns exec red sysctl net.ipv6.conf.lo.disable_ipv6
sysctl net.ipv6.conf.all.disable_ipv6
printf 'net.ipv4.ip_forward = 1\n# comment\nnet.ipv4.conf.all.rp_filter=2\n' > s.conf
sysctl -p s.conf
sysctl -p nope.conf
ls /proc/sys/net/ipv4/conf
cat /proc/sys/net/ipv4/conf
sysctl
sysctl -w
sysctl --bogus
