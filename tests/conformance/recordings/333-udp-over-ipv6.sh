# UDP over IPv6: nc, ss, errors, fragments, path MTU; ping -6 with sizes
for n in a r b; do ip netns add $n; ip -n $n link set lo up; done
ip link add e0 netns a address 0a:00:00:00:01:01 type veth peer name e0 netns r address 0a:00:00:00:01:02
ip link add e1 netns r address 0a:00:00:00:02:01 type veth peer name e0 netns b address 0a:00:00:00:02:02
ip -n a addr add 2001:db8:1::1/64 dev e0 nodad; ip -n r addr add 2001:db8:1::254/64 dev e0 nodad
ip -n r addr add 2001:db8:2::254/64 dev e1 nodad; ip -n b addr add 2001:db8:2::2/64 dev e0 nodad
for l in a.e0 r.e0 r.e1 b.e0; do ip -n ${l%.*} link set ${l#*.} up; done
ip -n a route add default via 2001:db8:1::254; ip -n b route add default via 2001:db8:2::254
ip netns exec r sysctl -qw net.ipv6.conf.all.forwarding=1
sleep 3
ip netns exec b nc -6 -u -l -p 6000 > got.txt & sleep 0.3
ip netns exec b ss -uln | sed 's/ *$//'
ip netns exec b ss -u6lnp | sed 's/ *$//; s/pid=[0-9]*/pid=P/'
(echo one; sleep 0.5; echo two; sleep 0.3) | ip netns exec a nc -6 -u -p 6001 -q 0 2001:db8:2::2 6000 & sleep 0.3
ip netns exec b ss -un | sed 's/ *$//'
ip netns exec a ss -uan | sed 's/ *$//'
wait %2; kill %1; wait %1 2>/dev/null; cat got.txt
ip netns exec a nc -vzu 2001:db8:2::2 6000; echo $?
ip netns exec b nc -u -l 2001:db8:2::2 6002 > got.txt & sleep 0.3
ip netns exec b ss -uln | sed 's/ *$//'
ip netns exec a nc -vzu 2001:db8:2::2 6002; echo $?
kill %1; wait %1 2>/dev/null
ip netns exec b nc -u -l fe80::800:ff:fe00:202%e0 6003 > got.txt & sleep 0.3
ip netns exec b ss -uln | sed 's/ *$//'
echo hi | ip netns exec r nc -u -q 0 fe80::800:ff:fe00:202%e1 6003; sleep 0.2; kill %1; wait %1 2>/dev/null; cat got.txt
ip netns exec r tcpdump -Uni e1 -w cap 'ip6 and (udp or icmp6 or ip6 proto 44)' 2>/dev/null & sleep 0.7
ip netns exec a ping -6 -c 1 -s 3000 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 1 -s 1453 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 1 -s 1452 -M do 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 1 -s 1453 -M do 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec b nc -6 -u -l -p 6000 > got.txt & sleep 0.3
head -c 4000 /dev/zero | tr '\0' x | ip netns exec a nc -6 -u -p 6004 -q 0 2001:db8:2::2 6000; sleep 0.3; wc -c got.txt
(echo gone; sleep 0.2) | ip netns exec b nc -6 -u -p 6005 -q 0 2001:db8:1::1 7777; sleep 0.3
kill %1 %2; wait
tcpdump -tnr cap 'not (icmp6 and (ip6[40] > 130))' 2>/dev/null | sed 's/frag (0x[0-9a-f]*/frag (ID/; s/id [0-9]*, seq/id N, seq/; s/frag (0:/frag (ID:/; s/0x[0-9a-f]\{8\}/ID/'
tcpdump -tvnr cap -c 4 'ip6 proto 44 and src 2001:db8:1::1' 2>/dev/null | sed 's/0x[0-9a-f]*/ID/g; s/id [0-9]*, seq/id N, seq/; s/flowlabel ID, //'
ip netns exec b nstat -az Ip6ReasmOKs Ip6ReasmReqds Ip6FragOKs Ip6FragCreates Udp6InDatagrams Udp6NoPorts
ip netns exec a nstat -az Ip6ReasmOKs Ip6ReasmReqds Ip6FragOKs Ip6FragCreates Udp6OutDatagrams Udp6InErrors
ip -n r link set e1 mtu 1400; ip -n b link set e0 mtu 1400
ip netns exec a ping -6 -c 2 -i 0.3 -s 1400 -M do 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip -n a -6 route get 2001:db8:2::2 | sed 's/expires [0-9]*sec/expires Nsec/'
ip netns exec a ping -6 -c 2 -i 0.3 -s 1400 -M do 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 2 -i 0.3 -s 1400 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 2 -i 0.3 -s 1400 -M want 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 2 -i 0.3 -s 1400 -M dont 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 1 -s 1352 -M do 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip -n a -6 route show cache | sed 's/expires [0-9]*sec/expires Nsec/'
ip -n a -6 route flush cache; ip -n a -6 route show cache
ip netns exec a ping -6 -c 1 -s 1400 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a ping -6 -c 1 -s 1400 2001:db8:2::2 | sed 's/time=.*/T/;$d'
ip netns exec a traceroute -6 -n -q 1 2001:db8:2::2 | sed 's/  [0-9.]* ms/  T ms/g'
ip netns exec a traceroute -n -q 1 -I 2001:db8:2::2 | sed 's/  [0-9.]* ms/  T ms/g'
ip netns exec a traceroute -n -q 1 2001:db8:9::2 | sed 's/  [0-9.]* ms/  T ms/g' | head -4
ip netns exec a tracepath -n 2001:db8:2::2 | sed 's/ [0-9.]*ms/ Tms/; s/ *$//'
ip netns exec a tracepath -6 -n -m 3 2001:db8:9::2 | sed 's/ [0-9.]*ms/ Tms/; s/ *$//'
