#!/bin/bash
# iBGP full mesh of N BIRD routers in namespaces on one bridge, 1 prefix each (+K extra from router 1).
# Real anchor of bench/bgp.ts. usage: bgp-mesh.sh N [1|2] [fast|default]   BIRD1=/usr/sbin/bird  BIRD2=/path/to/bird2
set -eu
N=${1:-10}; V=${2:-1}; T=${3:-default}; B=${BIRD1:-/usr/sbin/bird}; [ $V = 2 ] && B=${BIRD2:-/var/cache/underlay-bench/bird2/usr/sbin/bird}
CL=${BIRDCL1:-$(ls /usr/sbin/birdcl /usr/sbin/birdc 2>/dev/null | head -1)}; [ $V = 2 ] && CL=${BIRDCL2:-/var/cache/underlay-bench/bird2/usr/sbin/birdcl}
D=$(mktemp -d); PIDS=()
clean() { for p in "${PIDS[@]}"; do kill $p 2>/dev/null || true; done; wait 2>/dev/null || true; for i in $(seq $N); do ip netns del pf-b$i 2>/dev/null || true; done; ip netns del pf-bsw 2>/dev/null || true; rm -rf $D; }
trap clean EXIT
ip netns add pf-bsw; ip -n pf-bsw link add br0 type bridge; ip -n pf-bsw link set br0 up
for i in $(seq $N); do ip netns add pf-b$i; ip -n pf-b$i link set lo up; ip -n pf-bsw link add p$i type veth peer name eth0 netns pf-b$i
  ip -n pf-bsw link set p$i master br0; ip -n pf-bsw link set p$i up; ip -n pf-b$i addr add 10.99.0.$i/16 dev eth0; ip -n pf-b$i link set eth0 up
  { echo "router id 10.99.0.$i;"; echo "log \"$D/$i.log\" all;"; echo "protocol device { scan time 60; }"
    if [ $V = 1 ]; then echo "protocol direct { interface \"eth0\"; }"; echo "protocol static s1 { route 10.200.$i.0/24 via 10.99.0.$i; }"
    else echo "protocol direct { ipv4; interface \"eth0\"; }"; echo "protocol static s1 { ipv4; route 10.200.$i.0/24 via 10.99.0.$i; }"; fi
    for j in $(seq $N); do [ $j = $i ] && continue; echo "protocol bgp b$j { local as 65000; neighbor 10.99.0.$j as 65000; direct;"
      [ $T = fast ] && echo "connect delay time 1; connect retry time 1; error wait time 1,2;"
      if [ $V = 1 ]; then echo "import all; export where source = RTS_STATIC; }"; else echo "ipv4 { import all; export where source = RTS_STATIC; }; }"; fi; done
  } > $D/$i.conf
done
t0=$(date +%s%N)
for i in $(seq $N); do ip netns exec pf-b$i $B -f -c $D/$i.conf -s $D/$i.ctl & PIDS+=($!); done
for i in $(seq $N); do for k in $(seq 4000); do
  c=$($CL -s $D/$i.ctl show route where source = RTS_BGP count 2>/dev/null | grep -oE '[0-9]+ of' | grep -oE '[0-9]+' | head -1 || true)
  [ "${c:-0}" -ge $((N-1)) ] && break; sleep 0.05; done; done
t1=$(date +%s%N); cpu=0; for p in "${PIDS[@]}"; do cpu=$((cpu + $(cut -d' ' -f1 /proc/$p/schedstat))); done
rss=0; for p in "${PIDS[@]}"; do rss=$((rss + $(awk '/VmRSS/{print $2}' /proc/$p/status))); done
awk -v n=$N -v v=$V -v t=$T -v w=$((t1-t0)) -v c=$cpu -v r=$rss 'BEGIN{printf "{\"bgp\":\"mesh\",\"bird\":%d,\"n\":%d,\"timers\":\"%s\",\"convergeS\":%.2f,\"birdCpuS\":%.3f,\"cpuMsPerSession\":%.3f,\"rssMB\":%.0f}\n",v,n,t,w/1e9,c/1e9,c/1e6/(n*(n-1)/2),r/1024}'
