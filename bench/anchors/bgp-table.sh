#!/bin/bash
# One BIRD router receives K routes from another. Real anchor of bench/bgp.ts. usage: bgp-table.sh K [1|2] [G]: G routes share one attribute set (0 = all; 5 is like the Internet table).
# Whole-process CPU of receiver and sender; subtract the K=1 run for the per-route cost.
set -eu
K=${1:-10000}; V=${2:-1}; G=${3:-0}; B=${BIRD1:-/usr/sbin/bird}; [ $V = 2 ] && B=${BIRD2:-/var/cache/underlay-bench/bird2/usr/sbin/bird}
CL=${BIRDCL1:-$(ls /usr/sbin/birdcl /usr/sbin/birdc 2>/dev/null | head -1)}; [ $V = 2 ] && CL=${BIRDCL2:-/var/cache/underlay-bench/bird2/usr/sbin/birdcl}
D=$(mktemp -d); PIDS=()
clean() { for p in "${PIDS[@]}"; do kill $p 2>/dev/null || true; done; wait 2>/dev/null || true; for i in 1 2; do ip netns del pf-b$i 2>/dev/null || true; done; rm -rf $D; }
trap clean EXIT
ip netns add pf-b1; ip netns add pf-b2; ip -n pf-b1 link add eth0 type veth peer name eth0 netns pf-b2
for i in 1 2; do ip -n pf-b$i addr add 10.99.0.$i/24 dev eth0; ip -n pf-b$i link set eth0 up; j=$((3-i))
 { echo "router id 10.99.0.$i; log \"$D/$i.log\" all; protocol device { scan time 60; }"
   if [ $V = 1 ]; then echo "protocol direct { interface \"eth0\"; }"; else echo "protocol direct { ipv4; interface \"eth0\"; }"; fi
   if [ $i = 1 ]; then echo "protocol static s1 {"; [ $V = 2 ] && echo "ipv4;"; awk -v k=$K -v g=$G 'BEGIN{for(x=0;x<k;x++) printf "route %d.%d.%d.0/24 via 10.99.0.1%s;\n", 20+int(x/65536), int(x/256)%256, x%256, g ? sprintf(" { bgp_med = %d; }", int(x/g)+1) : ""}'; echo "}"; fi
   echo "protocol bgp b$j { local as $((65000+i)); neighbor 10.99.0.$j as $((65000+j)); connect delay time 1; connect retry time 1; error wait time 1,2;"
   if [ $V = 1 ]; then echo "import all; export where source = RTS_STATIC; }"; else echo "ipv4 { import all; export where source = RTS_STATIC; }; }"; fi
 } > $D/$i.conf; done
ip netns exec pf-b2 $B -f -c $D/2.conf -s $D/2.ctl & PIDS+=($!)
ip netns exec pf-b1 $B -f -c $D/1.conf -s $D/1.ctl & PIDS+=($!)
sch() { cut -d' ' -f1 /proc/$1/schedstat; }
r0=0; s0=0; t0=$(date +%s%N); tfirst=0
for k in $(seq 6000); do c=$($CL -s $D/2.ctl show route where source = RTS_BGP count 2>/dev/null | grep -oE '[0-9]+ of' | grep -oE '[0-9]+' | head -1 || true); c=${c:-0}
  [ $c -gt 0 ] && [ $tfirst = 0 ] && tfirst=$(date +%s%N); [ $c -ge $K ] && break; sleep 0.25; done
t1=$(date +%s%N); r1=$(sch ${PIDS[0]}); s1=$(sch ${PIDS[1]})
awk -v g=$G -v k=$K -v v=$V -v w=$((t1-t0)) -v r=$((r1-r0)) -v s=$((s1-s0)) -v m=$(awk '/VmRSS/{print $2}' /proc/${PIDS[0]}/status) 'BEGIN{printf "{\"bgp\":\"table\",\"bird\":%d,\"routes\":%d,\"perAttr\":%d,\"wallS\":%.2f,\"recvCpuS\":%.4f,\"sendCpuS\":%.4f,\"recvRoutesPerCpuS\":%.0f,\"recvRssMB\":%.1f}\n",v,k,g,w/1e9,r/1e9,s/1e9,k/(r/1e9),m/1024}'
