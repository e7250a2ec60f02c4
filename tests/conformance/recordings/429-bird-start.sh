# starting bird: options, errors, files, the foreground, a second one, signals
cat > ok.conf <<X
router id 1.1.1.1;
protocol device { }
protocol static { route 10.0.0.0/8 blackhole; }
X
cat > bad.conf <<X
router id 1.1.1.1;
protocol device { }
protocol static {
  route 10.0.0.0/8 via;
}
X
cat > noid.conf <<X
protocol device { }
X
cat > inc.conf <<X
router id 1.1.1.1;
protocol device { }
include "inc/*.conf";
X
mkdir inc
echo 'protocol static a { route 10.1.0.0/16 blackhole; }' > inc/a.conf
echo 'protocol static b { route 10.2.0.0/16 blackhole; }' > inc/b.conf
bird --help
bird --version
bird -x
bird foo
bird -c
bird -p -c ok.conf
bird -p -c bad.conf
bird -p -c nope.conf
bird -p -c inc.conf
bird -c nope.conf -s n.ctl
ls -F n.ctl
birdc -s n.ctl show status
bird -c bad.conf -s b.ctl
bird -s /nonexist/x.ctl -c ok.conf
mkdir d
bird -s d -c ok.conf
birdc -s d show status
bird -c ok.conf -s b.ctl -u nosuch
bird -c noid.conf -s noid.ctl
sleep 1
birdc -s noid.ctl show status
bird -c ok.conf -s ok.ctl -P ok.pid
sleep 1
ls -F ok.ctl
test -S ok.ctl && echo a socket
stat -c '%F %A' ok.ctl
birdc -s ok.ctl show route
bird -c ok.conf -s ok.ctl
bird -c inc.conf -s ok.ctl
kill -TERM $(cat ok.pid)
sleep 1
ls ok.ctl ok.pid
ip link add eth0 type veth peer name eth1
ip addr add 192.168.7.7/24 dev eth0
ip addr add 10.5.5.5/24 dev eth1
ip addr add 1.2.3.4/32 dev lo
ip link set eth0 up
bird -c noid.conf -s noid.ctl
sleep 1
birdc -s noid.ctl show status | grep Router
birdc -s noid.ctl down
sleep 1
bird -f -c inc.conf -s f.ctl &
sleep 1
birdc -s f.ctl show route
kill -INT $!
sleep 1
birdc -s f.ctl show status
timeout 2 bird -d -c ok.conf -s f.ctl
ls f.ctl
bird -l
cp ok.conf bird.conf
bird -l
sleep 1
birdc -l show route
birdc -l down
