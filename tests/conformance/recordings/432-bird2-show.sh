#!/bin/bash
# oracle: packages bird2:/opt/bird2
# BIRD 2.0.12: what it shows of protocols with channels, of routes, of tables
b() { /opt/bird2/usr/sbin/birdc "$@" > /root/out; rc=$?; sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/[0-9-]{10} TIME/DATE/' /root/out; return $rc; }
ip link add e0 type veth peer name e1
ip addr add 192.168.16.1/24 dev e0
ip addr add 192.168.16.2/24 dev e0
ip addr add 10.7.0.1/24 dev e0
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip link set e0 up
ip link set e1 up
ip route add 10.77.0.0/16 via 192.168.16.77
ip route add 10.78.0.0/16 via 192.168.16.77 metric 50 mtu 1400
mkdir -p /run/bird
cat > /etc/bird/two.conf <<'END'
log "/root/bird.log" all;
router id 10.7.0.1;
ipv4 table t1;
protocol device { scan time 5; }
protocol direct { ipv4; }
protocol kernel K { learn; persist; ipv4 { import all; export where source = RTS_STATIC; }; }
protocol static s1 {
  ipv4 { preference 150; import limit 2 action block; };
  route 10.1.0.0/16 blackhole;
  route 10.2.0.0/16 via 192.168.16.7;
  route 10.3.0.0/16 unreachable;
}
protocol static s2 {
  ipv4;
  route 10.1.0.0/16 prohibit;
  route 10.2.0.0/16 recursive 10.7.0.9;
  route 10.4.0.0/16 via 192.168.16.8 weight 2 via 192.168.16.9;
  route 10.5.0.0/16 via "e0";
  route 10.6.0.0/16 via 172.16.0.1;
  route 10.8.0.0/16 via 192.168.16.7 { krt_prefsrc = 10.7.0.1; bgp_community.add((1,2)); };
}
protocol static s3 { ipv4 { table t1; }; route 10.66.0.0/16 prohibit; }
protocol pipe p1 { table master4; peer table t1; export where net ~ 10.1.0.0/16; import all; }
protocol bgp b1 { local as 65001; neighbor 192.168.16.9 as 65001; rr client; passive; ipv4 { import all; export none; next hop self; add paths rx; }; }
protocol bgp b2 {
  disabled;
  description "the other one";
  local 192.168.16.1 as 65001;
  neighbor 192.168.16.8 port 1179 as 65002;
  multihop 3;
  ipv4 {
    import filter { if net ~ [10.0.0.0/8+] then accept; reject; };
    export filter { accept; };
    receive limit 5;
    export limit 10 action warn;
    import keep filtered;
  };
}
END
/opt/bird2/usr/sbin/bird --version
/opt/bird2/usr/sbin/bird -p -c /etc/bird/two.conf
/opt/bird2/usr/sbin/bird -c /etc/bird/two.conf
sleep 3
b show status
b show protocols
b show protocols all device1
b show protocols all direct1
b show protocols all K
b show protocols all s1
b show protocols all s2
b show protocols all p1
b show protocols all b1
b show protocols all b2
b 'show protocols "s*"'
b show protocols nosuch
b show route
b show route all
b show route table all
b show route table t1
b show route protocol s2
b show route 10.1.0.0/16
b show route 10.99.0.0/16
b show route for 10.2.3.4
b show route for 172.16.0.1
b show route where net.len = 24
b show route primary 10.2.0.0/16
b show route count
b show route table t1 count
b show route table t1 stats
b show route stats
b show route filtered
b show route export K
b show route noexport K
b show route preexport K
b show route export b1
b show route export p1
b show static
b show static s2
b show static K
b show interfaces
b show interfaces summary
b show route export nosuch
b show route protocol
b show route table nosuch
b show route foo
b show foo
b s s
b show bfd sessions
b eval 1+1
ip route
