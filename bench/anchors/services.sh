#!/bin/bash
# The real kernel's side of bench/services.ts; needs root, gcc, namespaces.
#   services.sh connect KIND RULES VIP [N]   ns of CPU for a new connection to VIP:80; KIND: legacy, nft
#   services.sh restore KIND RULES           ms of CPU of the tool that restores RULES
#   services.sh list ENTRIES                 ms of CPU of `conntrack -L`
set -eu
BIN=${BIN:-/tmp/underlay-bench}; D=$(cd "$(dirname "$0")" && pwd); NS=ub-nf; SINK=ub-nfs; X="ip netns exec $NS"
mkdir -p "$BIN"; [ -x "$BIN/newconn" ] || gcc -O2 -o "$BIN/newconn" "$D/newconn.c"
clean() { ip netns del $NS 2>/dev/null || true; ip netns del $SINK 2>/dev/null || true; }
trap clean EXIT
clean; ip netns add $NS; ip netns add $SINK
ip -n $NS link add eth0 type veth peer name eth0 netns $SINK
ip -n $NS link set lo up; ip -n $NS addr add 192.168.9.1/24 dev eth0; ip -n $NS link set eth0 up
ip -n $SINK addr add 192.168.9.2/24 dev eth0; ip -n $SINK link set eth0 up; ip -n $SINK route add blackhole 10.0.0.0/8
ip -n $NS route add default via 192.168.9.2; ip -n $NS route add local 10.200.0.0/16 dev lo
$X ping -c1 -W1 -q 192.168.9.2 >/dev/null || true
ip netns exec $SINK sysctl -qw net.ipv4.ip_forward=1
cpu() { python3 -c 'import resource,subprocess,sys
subprocess.run(sys.argv[1:],stdin=sys.stdin,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL,check=True)
r=resource.getrusage(resource.RUSAGE_CHILDREN); print(round((r.ru_utime+r.ru_stime)*1e3,1))' "$@"; }
case $1 in
  connect)
    $X iptables-$2-restore < "$3"
    $X "$BIN/newconn" "$4" 80 "${5:-20000}" 10.200 > /dev/null
    $X conntrack -F >/dev/null 2>&1 || true
    $X "$BIN/newconn" "$4" 80 "${5:-20000}" 10.200 | awk '{print $1}' ;;
  restore) cpu $X iptables-$2-restore < "$3" ;;
  list)
    printf '*nat\n-A POSTROUTING -d 203.0.113.1 -j MASQUERADE\nCOMMIT\n' | $X iptables-nft-restore
    $X sysctl -qw net.netfilter.nf_conntrack_udp_timeout=600
    left=$2; port=80
    while [ "$left" -gt 0 ]; do n=$((left < 50000 ? left : 50000)); $X "$BIN/newconn" 10.96.0.1 $port $n 10.200 >/dev/null; left=$((left - n)); port=$((port + 1)); done
    cpu $X conntrack -L < /dev/null ;;
esac
