# TCP over IPv6: connections, listeners of both families, errors, captures
for n in a r b; do ip netns add $n; ip -n $n link set lo up; done
ip link add e0 netns a address 0a:00:00:00:01:01 type veth peer name e0 netns r address 0a:00:00:00:01:02
ip link add e1 netns r address 0a:00:00:00:02:01 type veth peer name e0 netns b address 0a:00:00:00:02:02
ip -n a addr add 2001:db8:1::1/64 dev e0 nodad; ip -n r addr add 2001:db8:1::254/64 dev e0 nodad
ip -n r addr add 2001:db8:2::254/64 dev e1 nodad; ip -n b addr add 2001:db8:2::2/64 dev e0 nodad
ip -n b addr add 10.0.2.2/24 dev e0; ip -n r addr add 10.0.2.254/24 dev e1
for l in a.e0 r.e0 r.e1 b.e0; do ip -n ${l%.*} link set ${l#*.} up; done
ip -n a route add default via 2001:db8:1::254; ip -n b route add default via 2001:db8:2::254
ip netns exec r sysctl -qw net.ipv6.conf.all.forwarding=1
sleep 3
cd /tmp; mkdir www; cd www; echo hello > index.html; seq 1 30000 > numbers
ip netns exec b python3 -m http.server 8000 --bind :: > /tmp/log 2>&1 & for i in $(seq 20); do sleep 0.2; ip netns exec b ss -tln | grep -q 8000 && break; done
ip netns exec b ss -tln | sed 's/ *$//'
ip netns exec a curl -s http://[2001:db8:2::2]:8000/
ip netns exec a curl -6 -s -o /dev/null -w '%{http_code} %{remote_ip} %{remote_port} %{local_ip} %{size_download}\n' http://[2001:db8:2::2]:8000/numbers
ip netns exec a curl -s http://[2001:db8:2::2]:8000/numbers | md5sum
ip netns exec a curl -sv http://[2001:db8:2::2]:8000/ 2>&1 | grep '^\*' | sed 's/(.*)/()/'
ip netns exec r curl -s http://10.0.2.2:8000/
ip netns exec b curl -s http://[::1]:8000/
ip netns exec a curl -sS http://[2001:db8:2::2]:81/; echo $?
ip netns exec a curl -sS http://[2001:db8:9::2]/; echo $?
ip netns exec a curl -4 -sS http://[2001:db8:2::2]:8000/; echo $?
ip netns exec a wget -qO - http://[2001:db8:2::2]:8000/
sed 's/\[[^]]*\]$//; s/\[.*\]/[DATE]/' /tmp/log | sort | uniq -c
kill %1; wait %1 2>/dev/null
ip netns exec b nc -6 -l -p 5000 > got.txt & sleep 0.3
ip netns exec b ss -tlnp | sed 's/ *$//; s/pid=[0-9]*/pid=P/'
echo over six | ip netns exec a nc -6 -N 2001:db8:2::2 5000; wait %1; cat got.txt
ip netns exec a nc -vz -w 2 2001:db8:2::2 5000; echo $?
ip netns exec a nc -vz -w 2 2001:db8:2::99 5000; echo $?
ip netns exec b nc -l -p 5000 > got.txt & sleep 0.3
ip netns exec a nc -v -N -w 2 2001:db8:2::2 5000 < /dev/null; echo $?
ip netns exec r nc -N -w 2 10.0.2.2 5000 < /dev/null; wait %1
ip netns exec b nc -k -l :: 5001 > got.txt & sleep 0.3
ip netns exec b ss -tln | sed 's/ *$//'
(sleep 2; echo six) | ip netns exec a nc -6 -N -p 40001 2001:db8:2::2 5001 & sleep 0.6
ip netns exec b ss -tn | sed 's/ *$//'
ip netns exec a ss -tn dst [2001:db8:2::2] | sed 's/ *$//'
ip netns exec a ss -6 -tn | sed 's/ *$//'
ip netns exec a ss -4 -tn | sed 's/ *$//'
wait %2; ip netns exec a ss -tan dport = 5001 | sed 's/ *$//'
ip netns exec b ss -tan sport = 5001 | sed 's/ *$//'
kill %1; wait %1 2>/dev/null
ip netns exec b nc -l fe80::800:ff:fe00:202%e0 5002 > got.txt & sleep 0.3
ip netns exec b ss -tln | sed 's/ *$//'
echo link local | ip netns exec r nc -N fe80::800:ff:fe00:202%e1 5002; wait %1; cat got.txt
ip netns exec a tcpdump -Uni e0 -w cap tcp 2>/dev/null & sleep 0.7
ip netns exec b nc -6 -l -p 5003 > /dev/null & sleep 0.3
(echo data; sleep 0.3) | ip netns exec a nc -6 -N -p 40002 2001:db8:2::2 5003; sleep 0.3
ip netns exec a nc -6 -N -p 40003 2001:db8:2::2 5003 < /dev/null; sleep 0.5; kill %1; wait %1
tcpdump -tnr cap 2>/dev/null | head -6
tcpdump -tnr cap 'tcp port 40003' 2>/dev/null
tcpdump -tnr cap -vv -c 3 2>/dev/null | sed 's/flowlabel 0x[0-9a-f]*/flowlabel F/'
tcpdump -tnr cap -e 'ip6 and tcp port 5003' -c 2 2>/dev/null
ip -n r link set e1 mtu 1400; ip -n b link set e0 mtu 1400
ip netns exec b nc -6 -l -p 5004 | md5sum > sum & sleep 0.5
ip netns exec a nc -6 -N 2001:db8:2::2 5004 < numbers; sleep 0.5; cat sum
ip -n a -6 route get 2001:db8:2::2
ip -n r link set e1 mtu 1500; ip -n b link set e0 mtu 1500; ip -n r link set e1 mtu 1300
ip netns exec b nc -6 -l -p 5005 | md5sum > sum & sleep 0.5
ip netns exec a nc -6 -N 2001:db8:2::2 5005 < numbers; sleep 0.5; cat sum
ip -n a -6 route get 2001:db8:2::2 | sed 's/expires [0-9]*sec/expires Nsec/'
ip -n b -6 route get 2001:db8:1::1 | sed 's/expires [0-9]*sec/expires Nsec/'
ip -n a -6 route show cache | sed 's/expires [0-9]*sec/expires Nsec/'
ip -n a -6 route flush cache; ip -n a -6 route get 2001:db8:2::2
ip netns exec b curl -sS http://[2001:db8:1::1]/ ; echo $?
ip -n r route add unreachable 2001:db8:5::/64; ip -n r route add prohibit 2001:db8:6::/64
ip netns exec a nc -vz -w 2 2001:db8:5::1 80; echo $?
ip netns exec a nc -vz -w 2 2001:db8:6::1 80; echo $?
ip -n a -6 route del default; ip netns exec a nc -vz 2001:db8:2::2 80; ip netns exec a curl -sS http://[2001:db8:2::2]/
