# filters and limits: filtered routes kept, import, receive and export limits with each action
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up; ip -n r2 link set eth0 up
cat > r1.conf <<X
log "r1.log" { info, warning, error };
router id 1.1.1.1;
table tkeep; table tlim; table twarn; table trx; table tdis; table texp;
protocol device { }
protocol direct { }
protocol static k { table tkeep; import keep filtered on; import filter { if net ~ [10.0.0.0/8{24,32}] then reject; if net = 10.2.0.0/16 then preference = 77; accept; };
  route 10.1.0.0/16 blackhole; route 10.2.0.0/16 blackhole; route 10.3.0.0/24 blackhole; route 10.4.0.0/24 unreachable; }
protocol static w { table twarn; import limit 2 action warn; route 10.1.0.0/16 blackhole; route 10.2.0.0/16 blackhole; route 10.3.0.0/16 blackhole; route 10.4.0.0/16 blackhole; }
protocol static b { table tlim; import limit 2 action block; import keep filtered; route 10.1.0.0/16 blackhole; route 10.2.0.0/16 blackhole; route 10.3.0.0/16 blackhole; route 10.4.0.0/16 blackhole; }
protocol static r { table trx; receive limit 2 action block; route 10.1.0.0/16 blackhole; route 10.2.0.0/16 blackhole; route 10.3.0.0/16 blackhole; }
protocol static d { table tdis; import limit 2 action disable; route 10.1.0.0/16 blackhole; route 10.2.0.0/16 blackhole; route 10.3.0.0/16 blackhole; }
protocol kernel { table twarn; export limit 3 action block; export all; }
protocol static nothing { import none; route 10.1.0.0/16 blackhole; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 1
b() { birdc -s r1.ctl "$@"; }
b show protocols
b show route table tkeep
b show route table tkeep filtered
b show route table tkeep filtered all
b show route table tkeep all count
b show route table tkeep stats filtered
b show route table tkeep filtered primary
b show route filtered 10.3.0.0/24 table tkeep
b show route 10.3.0.0/24 table tkeep
b show route for 10.3.0.1 table tkeep
b show route table twarn
b show route table tlim
b show route table tlim filtered
b show route table trx
b show route table tdis
b show protocols all k
b show protocols all w
b show protocols all b
b show protocols all r
b show protocols all d
b show protocols all kernel1
b show protocols all nothing
b show route
ip -n r1 route
b enable d
sleep 1
b show protocols d
sed -i 's/{24,32}/{16,16}/; s/import limit 2 action block/import limit 3 action block/' r1.conf
b configure
sleep 1
b show route table tkeep
b show route table tkeep filtered
b show route table tlim
b show protocols all b
cut -c21- r1.log
