# every word of birdc shortened, lengthened, misspelt, doubled, quoted; help texts; input from a pipe
ip link add e0 type veth peer name e1
ip addr add 192.168.16.1/24 dev e0
ip link set e0 up
ip link set e1 up
cat > b.conf <<'X'
router id 10.0.0.1;
table tab0;
filter fkeep { accept; }
function twice(int a) { return a * 2; }
define NUM = 7;
protocol device { }
protocol direct { interface "e*"; }
protocol static st { route 10.1.0.0/16 blackhole; route 10.2.0.0/16 via 192.168.16.9; }
protocol static st2 { table tab0; route 10.3.0.0/16 unreachable; }
protocol bgp peer1 { local as 65001; neighbor 192.168.16.9 as 65002; passive; }
X
bird -c b.conf -s b.ctl
sleep 1
b() { birdc -s b.ctl "$@"; }
v() { birdc -v -s b.ctl "$@"; }
b s
b sh
b show
b s p
b s pr a
b sh prot all st
b s r
b s ro
b s ro t tab0
b s ro ta tab0
b sh ro tab0 all
b s i
b s int s
b s in su
b s n
b s sta
b s stat
b s stati
b s st
b s m
b s sy
b s b
b s e
b s q
b s t
b s o
b s ri
b conf check
b c c
b con s
b c
b d
b di st
b e st
b en st
b dis st
b ena st
b r st
b rel st
b res st
b re st
b reload in
b reload in st
b dow n
b deb st on
b debug st all
b debug st
b debug
b debug all
b debug all '{}'
b debug all '{ states }'
b debug all '{ states,routes, filters,interfaces, events,packets }'
b debug st '{ nosuch }'
b debug '"*"' off
b mrtdump all off
b mrtdump st all
b echo
b echo off
b echo all
b echo '{ info }'
b echo '{ debug, trace, info, remote, warning, error, auth, fatal, bug }'
b echo '{ nosuch }'
b echo all 200
b echo all 3
b eval
b eval NUM
b eval twice
b eval 'twice(NUM)'
b eval NUM + NUM
b eval 'NUM NUM'
b eval st
b eval fkeep
b eval tab0
b ev 1
b restrict now
b rest
b exit
b quit
b help
b help show
b ?
b '? show'
b 'show ?'
b 'show route ?'
b 'show route'
b 'show  route  all'
b ' show route'
b 'SHOW ROUTE'
b 'show ROUTE'
b 'show Route all'
b 'Show route'
b show routes
b show protocol
b show protocolss
b show protocols st st2
b show protocols '"st*"'
b show protocols 'st*'
b show protocols all '"peer?"'
b show protocols '""'
b show protocols 5
b show protocols all all
b show protocols tab0
b show protocols device
b show protocols st,
b show 'route;'
b 'show route # comment'
b 'show route /* x */ all'
b show route all primary
b show route primary all
b show route primary primary
b show route table tab0 table tab0
b show route table
b show route table st
b show route table fkeep
b show route st
b show route protocol tab0
b show route protocol st protocol st2
b show route protocol st table tab0
b show route protocol st2
b show route protocol peer1
b show route export st
b show route export peer1
b show route preexport peer1
b show route noexport peer1 count
b show route export peer1 preexport peer1
b show route export peer1 protocol st
b show route count stats
b show route stats count
b show route stats all
b show route all stats
b show route all count
b show route filtered count
b show route filtered all
b show route filter fkeep
b show route filter st
b show route filter fkeep filter fkeep
b show route filter fkeep where true
b show route where
b show route where true where true
b show route where fkeep
b show route where 'twice(2) = 4'
b show route where 'twice(2)'
b show route where 'twice(true) = 4'
b show route where net
b show route where 'net ='
b show route where '(net = 10.1.0.0/16)'
b show route where "net = 10.1.0.0/16" all
b show route where '{ true }'
b show route for
b show route for st
b show route for 10.1.2.3
b show route for 10.1.2.3 all
b show route for 10.1.2.3 count
b show route for 10.1.2.3 primary table tab0
b show route for 10.3.2.3 table tab0
b show route for 10.1.2.3/24
b show route for 10.1.2.0/24
b show route for 10.1.0.0/15
b show route for 0.0.0.0/0
b show route for 10.1.0.0/16 for 10.2.0.0/16
b show route 10.1.0.0/16 10.2.0.0/16
b show route 10.1.0.1/16
b show route 10.1.0.0/16 for 10.1.2.3
b show route 10.1.0.0/0x10
b show route 10.1/16
b show route 10.1.0.0
b show route ::/0
b show route 256.0.0.0/8
b show route in 10.0.0.0/8
b show route noexport
b show route export
b show route export tab0
b show route export all
b show static st2
b show static tab0
b show static peer1
b show static all
b show symbols
b show symbols all
b show symbols constant
b show symbols variable
b show symbols function
b show symbols filter
b show symbols table
b show symbols template
b show symbols protocol
b show symbols twice
b show symbols NUM
b show symbols fkeep tab0
b show symbols undefinedword
b show symbols route
b show interfaces all
b show interfaces summary all
b show neighbors all
b show neighbors
b show memory all
b show status all
b show bfd
b show bfd sessions
b show bfd sessions st
b show ospf
b show ospf neighbors
b show ospf interface
b show ospf topology
b show ospf state
b show ospf lsadb
b show rip
b show rip interfaces
b show rip neighbors
b show eigrp
b show roa
b add roa 10.0.0.0/8 max 24 as 1
b flush roa
b delete roa
b dump
b configure check check
b configure soft soft
b configure soft check
b configure timeout 0
b configure timeout -1
b configure timeout 5 5
b configure confirm
b configure undo undo
b configure undo
b configure b.conf
b configure '"b.conf'
b configure check '"b.conf" 5'
b configure '"/root/b.conf"'
b disable
b disable st st2
b disable st 5
b disable st '"reason" "more"'
b enable
b enable nosuch
b enable tab0
b restart '"nosuch*"'
b reload '"*"'
b reload in '"*"'
b reload out peer1
b reload peer1 in
v show route count
v show status foo
v show route nosuch
v reload st
v disable st
v disable st
v enable nosuch
v configure check
v eval 1
v eval
v
echo 'show route' | birdc -s b.ctl
printf 'show route count\nshow foo\nhelp\n' | birdc -s b.ctl
printf 'show route count' | birdc -s b.ctl
printf '\n\n' | birdc -s b.ctl
printf 'quit\nshow route\n' | birdc -s b.ctl
printf 'restrict\ndisable st\nshow protocols st\n' | birdc -s b.ctl
birdc -h
birdc --help
birdc --version
birdc -s
birdc -z
birdc -s b.ctl -v show symbols NUM
birdc -s b.ctl -r configure
birdc -s b.ctl -l show status
birdc show route
bird --version
bird --help
bird -h
bird -z
bird extra
bird -c nofile
bird -c
bird -s b.ctl -c b.conf
bird -p
