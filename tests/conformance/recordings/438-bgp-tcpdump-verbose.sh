# a session on the wire, decoded: OPEN with capabilities, UPDATEs with every attribute, refresh, notifications of several kinds
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
protocol device { }
protocol static {
  route 10.1.0.0/16 blackhole;
  route 10.1.1.0/24 blackhole;
  route 10.1.2.0/23 blackhole;
  route 10.1.4.0/30 blackhole;
  route 10.1.5.5/32 blackhole;
  route 0.0.0.0/0 blackhole;
}
protocol bgp r2 { local 192.168.12.1 as 4200000001; neighbor 192.168.12.2 as 65002; import all; passive; error wait time 2, 4;
  export filter {
    if net = 10.1.0.0/16 then { bgp_med = 10; bgp_community.add((65001,1)); bgp_community.add((65535,65281)); }
    if net = 10.1.1.0/24 then { bgp_large_community.add((65001,2,3)); bgp_large_community.add((4200000001,1,1)); }
    if net = 10.1.2.0/23 then { bgp_ext_community.add((rt,65001,9)); bgp_ext_community.add((ro,10.0.0.1,9)); bgp_ext_community.add((generic,0x43000000,5)); }
    if net = 10.1.4.0/30 then { bgp_path.prepend(23456); bgp_path.prepend(65010); bgp_origin = ORIGIN_EGP; }
    if net = 10.1.5.5/32 then { bgp_origin = ORIGIN_INCOMPLETE; }
    accept;
  };
}
X
cat > r2.conf <<'X'
router id 2.2.2.2;
protocol device { }
protocol static { route 10.2.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 4200000001; import all; export where source = RTS_STATIC; connect delay time 1; error wait time 2, 4; }
X
ip netns exec r1 tcpdump -n -U -i eth0 -w s.pcap tcp port 179 2>/dev/null &
sleep 1
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 4
birdc -s r2.ctl show route all
birdc -s r2.ctl reload in r1
sleep 1
birdc -s r1.ctl 'disable static1'
sleep 1
birdc -s r1.ctl 'enable static1'
sleep 1
birdc -s r1.ctl 'restart r2 "new filter"'
sleep 5
birdc -s r1.ctl 'disable r2'
sleep 1
birdc -s r1.ctl 'enable r2'
sleep 5
birdc -s r2.ctl down
sleep 1
kill %1
sleep 1
D() { tcpdump -n -t -r s.pcap "$@" 2>/dev/null | sed -E 's/ IP \(tos 0x[0-9a-f]+, ttl [0-9]+, id [0-9]+/IP (/; s/cksum 0x[0-9a-f]+ \([^)]*\), //; s/seq [0-9:]+, //; s/ack [0-9]+, //; s/win [0-9]+, //; s/TS val [0-9]+ ecr [0-9]+/TS/; s/192.168.12.([12])\.[0-9]{4,5}/192.168.12.\1.P/; s/, length [0-9]+$//'; }
M() { D "$@" | grep -vE '^ *192|^IP'; }
M -v 'tcp[13] & 8 != 0 and src port 179'
M -v 'tcp[13] & 8 != 0 and dst port 179'
M -vv 'tcp[13] & 8 != 0 and src port 179'
M -vv 'tcp[13] & 8 != 0 and dst port 179' | head -60
D 'tcp[13] & 2 != 0 and dst port 179' | sed -E 's/options .*sackOK[^]]*/options [/'
birdc -s r1.ctl show protocols all r2
birdc -s r1.ctl show route
