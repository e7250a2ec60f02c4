# the messages of a session, as tcpdump reads them
for n in r1 r2; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns r1 type veth peer name eth0 netns r2
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r2 addr add 192.168.12.2/24 dev eth0
ip -n r1 link set eth0 up
ip -n r2 link set eth0 up
cat > r1.conf <<'X'
router id 1.1.1.1;
protocol device { }
protocol static { route 10.1.0.0/16 blackhole; route 10.1.1.0/24 blackhole; route 10.1.2.128/25 blackhole; route 10.1.3.3/32 via 192.168.12.9; }
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; import all; connect delay time 1; graceful restart; add paths; export filter {
  if net = 10.1.1.0/24 then { bgp_community.add((65001,300)); bgp_community.add((65001,5)); bgp_large_community.add((65001,3,2)); bgp_med = 7; }
  if net = 10.1.2.128/25 then { bgp_path.prepend(4200000001); bgp_origin = ORIGIN_INCOMPLETE; bgp_ext_community.add((rt,65001,9)); }
  accept; }; }
X
cat > r2.conf <<'X'
router id 2.2.2.2;
protocol device { }
protocol static { route 10.2.0.0/16 blackhole; }
protocol bgp r1 { local 192.168.12.2 as 65002; neighbor 192.168.12.1 as 65001; import all; export all; passive; }
X
ip netns exec r1 tcpdump -i eth0 -U -w s.pcap tcp port 179 2>/dev/null & 
sleep 1
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl; done
sleep 5
birdc -s r2.ctl reload in r1
sleep 1
birdc -s r1.ctl disable static1
sleep 1
birdc -s r1.ctl enable static1
sleep 4
birdc -s r1.ctl 'disable r2 "good night"'
sleep 1
kill $!
wait
tcpdump -nn -v -r s.pcap 'src 192.168.12.1' 2>/dev/null | grep '^	' | grep -v Keepalive
tcpdump -nn -v -r s.pcap 'src 192.168.12.2' 2>/dev/null | grep '^	' | grep -v Keepalive
tcpdump -nn -vv -r s.pcap 'src 192.168.12.1 and tcp[13] & 8 != 0' 2>/dev/null | grep '^	' | grep -v Keepalive | head -120
tcpdump -nn -v -r s.pcap 'tcp[13] = 2' 2>/dev/null | head -1 | sed 's/^[^ ]* //;s/id [0-9]*/id N/'
tcpdump -nn -v -r s.pcap 'tcp[13] = 18' 2>/dev/null | head -1 | sed 's/^[^ ]* //;s/id [0-9]*/id N/'
