# sysctl: which values the kernel takes, and how it keeps them
for v in 0 1 2 5 -1 abc "" "1 2" 99999999999 0x1 010 1.5; do echo "== $v"; sysctl -w "net.ipv4.ip_forward=$v"; sysctl -n net.ipv4.ip_forward; done
set_and_show() { echo "== $1 $2"; sysctl -w "net.$1=$2"; sysctl -n "net.$1"; }
for k in ipv4.conf.all.rp_filter ipv4.conf.all.arp_ignore ipv4.conf.lo.proxy_arp ipv4.tcp_syncookies ipv4.tcp_ecn ipv4.ip_default_ttl; do for v in 5 -1 300; do set_and_show $k $v; done; done
for k in ipv4.tcp_timestamps ipv4.conf.all.forwarding ipv4.icmp_echo_ignore_all ipv4.fib_multipath_hash_policy ipv4.ip_nonlocal_bind ipv4.tcp_fin_timeout; do for v in 3 -1 300; do set_and_show $k $v; done; done
for k in ipv4.tcp_syn_retries ipv4.tcp_retries2 ipv4.conf.all.log_martians ipv4.tcp_mtu_probing ipv4.ip_no_pmtu_disc ipv4.icmp_ratelimit ipv4.tcp_tw_reuse; do for v in 2 -1 300; do set_and_show $k $v; done; done
set_and_show ipv4.ip_local_port_range "1000 2000"
set_and_show ipv4.ip_local_port_range "2000 1000"
set_and_show ipv4.ip_local_port_range "2000 3000"
set_and_show ipv4.ip_local_port_range 5
set_and_show ipv4.tcp_congestion_control reno
set_and_show ipv4.tcp_congestion_control nope
set_and_show ipv4.tcp_congestion_control cubic
set_and_show ipv4.tcp_available_congestion_control x
set_and_show ipv4.tcp_rmem "4096 8192 16384"
set_and_show ipv4.tcp_rmem "4096 8192"
set_and_show ipv4.ping_group_range "0 100"
set_and_show ipv4.ping_group_range "5 1"
set_and_show core.somaxconn 10
set_and_show core.somaxconn -1
set_and_show ipv4.ip_unprivileged_port_start 80
set_and_show ipv4.ip_unprivileged_port_start 70000
set_and_show ipv6.conf.all.forwarding 5
set_and_show ipv6.conf.lo.accept_ra 7
set_and_show ipv6.conf.all.disable_ipv6 abc
set_and_show ipv4.neigh.lo.base_reachable_time_ms 5
set_and_show ipv4.neigh.lo.base_reachable_time_ms -1
set_and_show ipv4.neigh.lo.gc_stale_time 33
set_and_show ipv4.nope 1
sysctl -w kernel.ostype=x
sysctl -w net.ipv4.route.flush=1; sysctl net.ipv4.route.flush
sysctl -w net.ipv4.conf.nope.rp_filter=1
echo 7 > /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/all/forwarding /proc/sys/net/ipv4/conf/lo/forwarding
echo x > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv4/nope
sysctl net.ipv4.conf.all.accept_redirects
sysctl -qw net.ipv4.ip_forward=0; sysctl net.ipv4.conf.all.accept_redirects net.ipv4.conf.lo.forwarding
