# ss: options, columns, filters
ip netns add a
ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip netns exec b nc -lk 8080 > /dev/null 2>&1 &
A=$!
ip netns exec b nc -l 10.0.0.2 22 > /dev/null 2>&1 &
B=$!
ip netns exec b nc -u -l 5000 > /dev/null 2>&1 &
C=$!
sleep 0.5
ip netns exec a nc -d -p 40001 10.0.0.2 8080 &
D=$!
ip netns exec a nc -d -u -p 40002 10.0.0.2 5000 &
E=$!
sleep 0.5
ip netns exec b ss -tuln
ip netns exec b ss -tulpnH | sed 's/pid=[0-9]*/pid=N/'
ip netns exec b ss -tulpnH | cat | sed 's/pid=[0-9]*/pid=N/'
ip netns exec b ss -tul
ip netns exec b ss -lt
ip netns exec b ss -ltH
ip netns exec b ss -ant
ip netns exec b ss -atu
ip netns exec b ss -t
ip netns exec b ss -u
ip netns exec b ss -ua
ip netns exec b ss -tn4
ip netns exec b ss -tln6
ip netns exec b ss -tl4
ip netns exec b ss -w
ip netns exec b ss -ltn sport = :22
ip netns exec b ss -tan 'sport = :8080'
ip netns exec b ss -tan '( sport = :22 or sport = :8080 )'
ip netns exec b ss -tan sport eq 22
ip netns exec b ss -tan 'dport = :40001'
ip netns exec b ss -tan 'dport != :40001'
ip netns exec b ss -tan 'sport gt :22'
ip netns exec b ss -tan 'sport >= :8080'
ip netns exec b ss -tan dst 10.0.0.1
ip netns exec b ss -tan dst 10.0.0.0/24
ip netns exec b ss -tan dst 10.0.0.1:40001
ip netns exec b ss -tan src 10.0.0.2
ip netns exec b ss -tan src :8080
ip netns exec b ss -tan not src :8080
ip netns exec b ss -tan 'src 10.0.0.2 and dport = 40001'
ip netns exec b ss -tn state established
ip netns exec b ss -tn state listening
ip netns exec b ss -tan state all
ip netns exec b ss -tan state connected
ip netns exec b ss -tan exclude listening
ip netns exec b ss -tan state established state listening
ip netns exec b ss -tan state bogus
ip netns exec b ss -tan bogus
ip netns exec b ss -tan 'sport = :nosuchport'
ip netns exec b ss -tan dport = :ssh
ip netns exec b ss -tan sport = :ssh
ip netns exec b ss -tlno
ip netns exec b ss -tlnO
ip netns exec b ss -tlnm sport = :22
ip netns exec b ss -tnm | sed 's/tb[0-9]*/tbN/'
ip netns exec b ss -s | sed 's,([^)]*),(...),; s,^TCP:.*(,TCP: (,'
ip netns exec a ss -s | sed 's,([^)]*),(...),; s,^TCP:.*(,TCP: (,'
ip netns exec b ss -xl
ip netns exec b ss -tunapH | sed 's/pid=[0-9]*/pid=N/'
ip netns exec b ss -l -A tcp -n
ip netns exec b ss -A tcp,udp -an
ip netns exec b ss -A inet -an
ip netns exec b ss -A bogus
ip netns exec b ss --tcp --listening --numeric
ip netns exec b ss -f inet -tan
ip netns exec b ss -f bogus -tan
ip netns exec b ss -4tan
ip netns exec b ss -V
ip netns exec b ss -Q
ip netns exec b netstat -tln | sort
ip netns exec b netstat -tan | sort
ip netns exec b netstat -uan | sort
kill $A $B $C $D $E
