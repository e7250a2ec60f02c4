#!/bin/bash
# a session's life: silence until the hold time ends, limits of the export, reload, configure with timeout and undo, soft changes
for i in a b; do ip netns add $i; ip -n $i link set lo up; ip netns exec $i sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link add e0 netns a type veth peer name e0 netns b
ip -n a addr add 10.0.1.1/24 dev e0
ip -n b addr add 10.0.1.2/24 dev e0
ip -n a link set e0 up
ip -n b link set e0 up
cat > a.conf <<'END'
log "/root/a.log" all;
router id 10.0.1.1;
debug protocols { states, events };
protocol device { scan time 2; }
protocol static st { route 20.1.0.0/16 blackhole; route 20.2.0.0/16 blackhole; route 20.3.0.0/16 blackhole; }
protocol bgp b { local as 65001; neighbor 10.0.1.2 as 65002; hold time 6; keepalive time 2; connect delay time 1; error wait time 2,4; import all; export where source = RTS_STATIC; export limit 2 action block; }
END
cat > b.conf <<'END'
log "/root/b.log" all;
router id 10.0.1.2;
protocol device { scan time 2; }
protocol bgp a { local as 65002; neighbor 10.0.1.1 as 65001; hold time 9; passive; import all; export none; }
END
A() { ip netns exec a birdc -s /root/a.ctl "$@"; }
B() { ip netns exec b birdc -s /root/b.ctl "$@"; }
ip netns exec a bird -c /root/a.conf -s /root/a.ctl -P /root/a.pid
ip netns exec b bird -c /root/b.conf -s /root/b.ctl -P /root/b.pid
sleep 5
A show protocols
A show protocols all b | grep -v timer
B show route
B show route count
# more than the limit goes once it is raised
sed -i 's/export limit 2/export limit 5/' a.conf
A configure
sleep 1
A show protocols all b | grep -A1 -i limit
A reload out b
sleep 1
B show route
sed -i 's/export limit 5 action block/export limit 1 action warn/' a.conf
A configure soft
sleep 1
A show protocols all b | grep -A1 -i limit
# undone by time, by hand, not at all
cp a.conf a.good
sed -i 's/route 20.3.0.0.16 blackhole;//' a.conf
A configure timeout 3
A show route
sleep 5
A show route
A configure undo
A configure undo
A show route
A configure timeout 60
A configure confirm
A configure confirm
A show route
A 'configure check "/root/a.good"'
A 'configure check "/root/none"'
A 'configure "/root/a.good"'
A show route
echo 'protocol bgp { }' > /root/bad.conf
A 'configure "/root/bad.conf"'
A 'configure soft timeout 1 "/root/a.good"'
A configure foo
A show status | tail -1
# silence: nothing from a arrives any more
ip netns exec b iptables -A INPUT -p tcp --dport 179 -j DROP
ip netns exec b iptables -A INPUT -p tcp --sport 179 -j DROP
sleep 12
B show protocols a
B show route
ip netns exec b iptables -F
sleep 8
B show protocols a
B show route
A reload in b
A reload b
A reload nosuch
A reload st
A disable b
sleep 1
A show protocols b
A disable b
A enable b
A enable b
A 'restart "x*"'
A 'disable "b" "with a reason"'
A show protocols all b | grep Message
A 'enable "?"'
sleep 4
A show protocols b
A debug b off
A debug nosuch all
A debug b { foo }
A restrict
A -r disable b
A -r show protocols b
grep -E 'Hold|Received|limit|Reconf|undo|Undo' a.log | sed -E 's/^.{19} //'
grep -E 'Hold|Received|limit|Reconf|undo|Undo' b.log | sed -E 's/^.{19} //'
A down
sleep 1
A show status
B show protocols a
kill $(cat b.pid)
