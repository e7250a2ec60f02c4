# reconfiguration: protocols added, changed, renamed and removed, tables and templates, includes, defines, undo and timeout, bad files
ip link add e0 type veth peer name e1
ip addr add 192.168.16.1/24 dev e0
ip addr add 192.168.17.1/24 dev e1
ip link set e0 up
ip link set e1 up
mkdir -p conf.d
cat > main.conf <<'X'
log "/root/b.log" all;
include "defs.conf";
include "conf.d/*.conf";
router id MYID;
protocol device { scan time 2; }
protocol direct { interface "e0"; }
protocol kernel { scan time 2; export filter tokernel; }
X
cat > defs.conf <<'X'
define MYID = 10.0.0.1;
define MYAS = 65001;
filter tokernel { if source = RTS_DEVICE then reject; accept; }
X
cat > conf.d/10.conf <<'X'
protocol static one { route 10.1.0.0/16 via 192.168.16.9; route 10.2.0.0/16 unreachable; }
X
cat > conf.d/20.conf <<'X'
template bgp tt { local as MYAS; passive; }
protocol bgp up1 from tt { neighbor 192.168.16.9 as 65002; export all; }
X
bird -p -c main.conf
bird -c /root/main.conf -s b.ctl
b() { birdc -v -s b.ctl "$@"; }
sleep 1
b show protocols
b show route
ip route
b configure
b configure
# one more file
cat > conf.d/15.conf <<'X'
table t2;
protocol static two { table t2; route 10.9.0.0/16 blackhole; }
protocol pipe p { peer table t2; import where net ~ 10.0.0.0/8; }
X
b configure
sleep 1
b show protocols
b show route
b show route table t2
# changed in place, changed beyond
sed -i 's/10.2.0.0.16 unreachable/10.3.0.0\/16 prohibit/' conf.d/10.conf
b configure
sleep 1
b show protocols one
b show route
sed -i 's/static one { /static one { preference 50; /' conf.d/10.conf
b configure
sleep 1
b show protocols one
b show route
sed -i 's/interface "e0"/interface "e1"/' main.conf
b configure
sleep 1
b show protocols direct1
b show route
sed -i 's/export filter tokernel/export none/' main.conf
b configure
sleep 3
ip route
sed -i 's/export none/export all/' main.conf
b configure soft
sleep 3
ip route
b configure
sleep 3
ip route
b configure undo
b configure undo
b configure undo
b show route
rm conf.d/15.conf
b configure timeout 2
b show protocols
sleep 4
b show protocols
b configure timeout 20
b configure confirm
b configure confirm
b show protocols
sleep 1
b show route table t2
# broken in each file
cp defs.conf defs.good
echo 'define MYID = 3;' >> defs.conf
b configure
b configure check
bird -p -c main.conf
cp defs.good defs.conf
echo 'protocol static one { }' > conf.d/30.conf
b configure
echo 'protocol static { route 10.0.0.0/8 via; }' > conf.d/30.conf
b configure
echo 'protocol bgp { local as MYAS; neighbor 192.168.16.9 as 65002; }' > conf.d/30.conf
b configure
sleep 1
b show protocols
echo 'include "nothing/*.conf";' > conf.d/30.conf
b configure
echo 'include "nothing.conf";' > conf.d/30.conf
b configure
echo 'include "30.conf";' > conf.d/30.conf
b configure
rm conf.d/30.conf
mv defs.conf defs.away
b configure
mv defs.away defs.conf
b configure '"main.conf"'
b configure '"/root/nomain.conf"'
b configure '"/root"'
b configure soft '"/root/main.conf"' timeout
b configure undo
chmod 000 main.conf
b configure check
chmod 644 main.conf
sed -i 's/^router id.*/router id 10.0.0.77;/' main.conf
b configure
sleep 1
b show status | grep -v ' on \| time '
sed -i '/^router id/d' main.conf
b configure
sleep 1
b show status | grep -v ' on \| time '
sed -i 's/as 65002/as 65003/' conf.d/20.conf
b configure
sleep 1
b show protocols all up1
sed -i 's/bgp up1/bgp up2/' conf.d/20.conf
b configure
sleep 1
b show protocols
b show symbols protocol
kill -HUP $(pgrep -f 'bird -c /root/main.conf')
sleep 1
sed 's/^[^<]*//' b.log
kill -TERM $(pgrep -f 'bird -c /root/main.conf')
sleep 1
b show status
ip route
tail -3 b.log | sed 's/^[^<]*//'
