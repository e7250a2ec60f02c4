# tcpdump: -A -X -XX -x -xx -S -t..-ttttt -q -v -vvv -e -K -l -c -s -Q -w/-r, -i any, filters and their errors
ip netns add a; ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; ip -n $n link set eth0 up; done
ip -n a addr add 10.0.0.1/24 dev eth0; ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec b tcpdump -i eth0 -w all.pcap 2> err.txt &
sleep 1
ip netns exec a ping -q -c 2 -i 0.2 -p abcd -s 20 10.0.0.2 > /dev/null
ip netns exec a ping -q -c 1 -s 3000 10.0.0.2 > /dev/null
ip netns exec a bash -c 'echo hello > /dev/udp/10.0.0.2/9999'; sleep 0.2
ip netns exec a nc -z -w 1 10.0.0.2 81; sleep 0.2
ip netns exec a ping -q -c 1 -t 3 -Q 0x20 10.0.0.2 > /dev/null
ip netns exec b nc -l 7000 > got.txt &
sleep 0.3; echo 'GET /x' | ip netns exec a nc -N 10.0.0.2 7000
sleep 1.5; kill -INT %1; wait; cat got.txt; sed 's/[0-9]* packets/N packets/' err.txt
T="tcpdump -nn -r all.pcap"
$T icmp
$T -t icmp
$T -X -t -c 1 arp
$T -XX -t -c 1 arp
$T -x -t -c 1 arp
$T -A -t -c 1 arp | cat -v
$T -xx -t -c 1 arp
$T -e -t arp
$T -ev -t -c 2 arp
$T -q -t
$T -q -e -t -c 3 icmp
$T -v -t icmp
$T -vvv -t -c 2 'icmp and ip[6:2] & 0x1fff = 0'
$T -t 'ip[6:2] & 0x3fff != 0'
$T -v -t 'ip[6:2] & 0x3fff != 0'
$T -t udp
$T -v -t udp port 9999
$T -X -t udp and port 9999 | tail -1
$T -tt -c 1 arp | sed 's/^[0-9]*\.[0-9]\{6\} /T /'
$T -ttt -c 2 arp | sed 's/^[0-9:]*\.[0-9]\{6\} /T /'
$T -tttt -c 1 arp | sed 's/^[0-9-]* [0-9:]*\.[0-9]\{6\} /D T /'
$T -ttttt -c 1 arp
$T -S -t 'tcp port 7000 and tcp[13] & 8 != 0' | sed 's/seq [0-9]*:[0-9]*/seq A:B/;s/ack [0-9]*/ack N/;s/val [0-9]* ecr [0-9]*/val V ecr E/;s/win [0-9]*/win W/'
$T -t 'tcp port 7000 and tcp[13] & 8 != 0' | sed 's/val [0-9]* ecr [0-9]*/val V ecr E/;s/win [0-9]*/win W/'
$T -K -v -t 'tcp port 7000 and tcp[13] & 8 != 0' | sed 's/val [0-9]* ecr [0-9]*/val V ecr E/;s/win [0-9]*/win W/;s/id [0-9]*/id I/'
$T -v -t 'tcp port 81' | sed 's/val [0-9]* ecr [0-9]*/val V ecr E/;s/win [0-9]*/win W/;s/id [0-9]*/id I/;s/cksum 0x[0-9a-f]*/cksum C/;s/-> 0x[0-9a-f]*/-> C/;s/seq [0-9]*/seq S/;s/ack [0-9]*/ack A/'
$T -A -t 'tcp port 7000 and tcp[13] & 8 != 0' | grep -a -o 'GET.*'
$T -t 'tcp[tcpflags] == tcp-rst|tcp-ack' | sed 's/ack [0-9]*/ack A/'
$T -t --number arp
$T -t -# -c 2 icmp
$T -N -t -c 1 icmp
tcpdump -r all.pcap -t -c 1 arp
$T -t -c 0 arp
$T -t -c -1 arp
$T -t -c x arp
$T -t -s 40 -w short.pcap icmp
tcpdump -nn -t -r short.pcap -c 2
tcpdump -nn -r all.pcap -w - arp 2> /dev/null | tcpdump -nn -t -r - 2> /dev/null
cat all.pcap | tcpdump -nn -t -r - -c 1
tcpdump -nn -r nope.pcap
tcpdump -nn -r got.txt
: > empty.pcap; tcpdump -nn -r empty.pcap
head -c 30 all.pcap > cut.pcap; tcpdump -nn -r cut.pcap
head -c 60 all.pcap > cut.pcap; tcpdump -nn -t -r cut.pcap
$T -t 'icmp[icmptype] == icmp-echo'
$T -t 'icmp[0] = 0 and greater 60'
$T -t 'ether src 02:00:00:00:00:0a and arp'
$T -t 'ether host 02:00:00:00:00:0b and icmp and len <= 62'
$T -t 'ip proto \icmp and host 10.0.0.1 and not (src 10.0.0.1)'
$T -t 'net 10.0.0.0/30 and udp'
$T -t 'net 10.0.0.0 mask 255.255.255.0 and udp'
$T -t 'src net 10.0 and dst port 9999'
$T -t 'portrange 9000-9999'
$T -t 'tcp portrange 80-82 and tcp[tcpflags] & tcp-syn != 0' | sed 's/val [0-9]* /val V /;s/win [0-9]*/win W/;s/seq [0-9]*/seq S/;s/wscale [0-9]*/wscale X/'
$T -t 'ip[8] < 10'
$T -t 'ip[1] & 0xfc != 0'
$T -t 'ether[12:2] = 0x0806'
$T -t 'arp[6:2] = 2'
$T -t 'ether broadcast'
$T -t 'ip broadcast'
$T -t 'ip multicast or ether multicast'
$T -t 'less 43'
$T -t 'not arp and not tcp and not icmp'
$T -t 'vlan'
$T -t 'ip6'
$T -t 'host 10.0.0'
$T -t 'host nosuch.example'
$T -t 'port 99999'
$T -t 'port http and port'
$T -t 'net 10.0.0.1/24'
$T -t 'net 10.0.0.0/33'
$T -t 'src or'
$T -t '('
$T -t 'ip[70000]'
$T -t 'tcp[0:3] = 1'
$T -t 'ether host 10.0.0.1'
$T -t 'icmp or or udp'
$T -t 'proto bogus'
$T -t 'ip proto 300'
$T -t 'arp port 80'
$T -t 'icmp port 80'
$T -t host 10.0.0.2 and udp
$T -t 'port domain or port 9999'
$T -F nope.txt
echo 'udp' > f.txt; $T -t -F f.txt
tcpdump -i nope
tcpdump -i eth0 -Z
tcpdump -bogus 2>&1 | tail -3
tcpdump --version
tcpdump -D | cut -c 1-12 | head -2
ip netns exec b tcpdump -D | cut -c 1-70
ip netns exec b tcpdump -L -i eth0
ip netns exec b timeout 4 tcpdump -nn -t -l -i any -c 4 icmp or arp > any.txt 2>&1 &
sleep 1; ip netns exec a ping -q -c 2 -i 0.2 10.0.0.2 > /dev/null; wait; cat any.txt
ip netns exec b timeout 4 tcpdump -nn -t -e -i any -c 2 icmp > any.txt 2>&1 &
sleep 1; ip netns exec a ping -q -c 1 10.0.0.2 > /dev/null; wait; cat any.txt
ip netns exec b timeout 4 tcpdump -nn -t -Q in -i eth0 -c 2 icmp > in.txt 2>&1 &
sleep 1; ip netns exec a ping -q -c 2 -i 0.2 10.0.0.2 > /dev/null; wait; cat in.txt
ip netns exec b timeout 4 tcpdump -nn -t -Q out -i eth0 -c 2 icmp > in.txt 2>&1 &
sleep 1; ip netns exec a ping -q -c 2 -i 0.2 10.0.0.2 > /dev/null; wait; cat in.txt
ip netns exec b timeout 4 tcpdump -nn -t -Q bogus -i eth0 -c 2 icmp
ip netns exec b timeout 3 tcpdump -q -nn -t -p -i eth0 -c 3 --immediate-mode icmp > q.txt 2>&1 &
sleep 1; ip netns exec a ping -q -c 2 -i 0.2 10.0.0.2 > /dev/null; wait; cat q.txt
ip netns exec b tcpdump -nn -t -i lo -c 2 > lo.txt 2>&1 &
sleep 1; ip netns exec b ping -q -c 1 10.0.0.2 > /dev/null; wait; cat lo.txt
ip netns exec b tcpdump -nn -t -i eth0 -c 1 -v arp > v.txt 2>&1 &
sleep 1; ip netns exec a arping -q -c 1 -I eth0 10.0.0.2; wait; cat v.txt
ip netns exec b tcpdump -nn -t -i any -w any.pcap -c 2 icmp > w.txt 2>&1 &
sleep 1; ip netns exec a ping -q -c 1 10.0.0.2 > /dev/null; wait; cat w.txt; ip netns exec b tcpdump -nn -t -r any.pcap; tcpdump -nn -e -t -r any.pcap
