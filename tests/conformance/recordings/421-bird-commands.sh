# birdc's commands: enable, disable, restart, reload, configure in all forms, debug, restrict; its errors and codes
ip netns add r1; ip -n r1 link set lo up
ip -n r1 link add eth0 type veth peer name eth1
ip -n r1 addr add 192.168.12.1/24 dev eth0
ip -n r1 link set eth0 up; ip -n r1 link set eth1 up
cat > r1.conf <<X
router id 1.1.1.1;
protocol device { scan time 10; }
protocol direct { interface "*"; }
protocol kernel { learn; export all; scan time 20; }
protocol static {
  route 10.1.0.0/16 blackhole;
  route 10.4.0.0/16 via 192.168.12.2;
}
protocol bgp r2 { local 192.168.12.1 as 65001; neighbor 192.168.12.2 as 65002; passive; import all; export all; }
X
ip netns exec r1 bird -c r1.conf -s r1.ctl
sleep 1
b() { birdc -v -s r1.ctl "$@"; }
b disable static1
b disable static1
b show protocols static1
b show route
b enable static1
b enable static1
b restart static1
b reload static1
b reload r2
b reload in kernel1
b reload out kernel1
b reload all
b disable nope
b disable '"k*"'
b show protocols kernel1
ip -n r1 route
b disable '"x*"'
b enable all
b restart '"d*"'
b disable
b show protocols '"k*"'
b show protocols nope
b show protocols '"x*"'
sleep 1
b show protocols
ip -n r1 route
b configure
b configure soft
b configure check
b configure '"nope.conf"'
b configure check '"nope.conf"'
b configure timeout 5
b configure confirm
b configure confirm
b configure undo
b configure undo
b configure timeout
b configure undo
sed -i 's/10.4.0.0/10.5.0.0/' r1.conf
b configure
b show route
b configure undo
b show route
b configure undo
b show route
sed -i 's/export all; scan/export none; scan/' r1.conf
b configure
sleep 1
ip -n r1 route
sed -i 's/scan time 20/scan time 30/' r1.conf
b configure
sleep 1
b show protocols
echo 'protocol static s9 { route 10.99.0.0/16 blackhole; }' >> r1.conf
b configure
b show protocols
sed -i '$d' r1.conf
b configure
sleep 1
b show protocols
echo foo >> r1.conf
b configure
b configure check
sed -i '$d' r1.conf
sed -i 's/router id 1.1.1.1/router id 1.1.1.2/' r1.conf
b configure
sleep 1
b show status | grep -v ' on \| time '
sed -i 's/import all/import none/' r1.conf
b configure
echo 'table t9;' >> r1.conf
b configure
b show route table t9
b debug all off
b debug static1 '{ states, routes }'
b debug nope all
b echo all
b show route foo
b show route all all
b show route count count
b show route 10.0.0.0
b show route for 10.0.0.0/99
b show route protocol nope
b show route table nope
b show route export nope
b show static nope
b show static kernel1
b show route table all
b eval 1+2
b eval 10.0.0.0/8
b show bfd
b show roa
b show
b show x
b x y
b sh pr
b s r c
b show route export device1
birdc -r -s r1.ctl show route
birdc -r -s r1.ctl disable static1
birdc -r -s r1.ctl configure
birdc -r -s r1.ctl configure check
birdc -r -s r1.ctl down
birdc -r -s r1.ctl debug all all
birdc -x
birdc -s nope.ctl show status
birdc -s r1.conf show status
printf 'show proto\nquit\nshow route\n' | birdc -s r1.ctl | cat -A
printf 'show route\nfoo\n\n' | birdc -s r1.ctl | cat -A
b down
sleep 1
b show status
ls r1.ctl
ip -n r1 route
