# the order of show route with many networks: that of the hash table, which grows; what is withdrawn and comes back
ip netns add r1; ip -n r1 link set lo up
( echo 'router id 1.1.1.1; protocol device { } protocol static few {'; seq 0 255 | awk '{ printf "route 10.0.%d.0/24 blackhole;\n", (255 - $1) }'; echo '}' ) > few.conf
( echo 'router id 1.1.1.1; protocol device { } protocol static many {'; seq 0 5999 | awk '{ printf "route 10.%d.%d.0/24 blackhole;\n", ($1 * 7 % 6000) / 256, ($1 * 7 % 6000) % 256 }'; echo '}' ) > many.conf
ip netns exec r1 bird -c few.conf -s r1.ctl
sleep 1
b() { birdc -s r1.ctl "$@" | sed 1d; }
b show route | cut -d' ' -f1
ip netns exec r1 bird -c many.conf -s m.ctl
sleep 1
birdc -s m.ctl show route count
birdc -s m.ctl show route | cut -d' ' -f1 | md5sum
birdc -s m.ctl show route | cut -d' ' -f1 | head -40
# routes that go and come back keep their place or not
sed -i 's/route 10.0.7.0.24 blackhole;//; s/route 10.0.9.0.24 blackhole;//' few.conf
b configure
b show route | cut -d' ' -f1 | md5sum
sed -i 's/^}/route 10.0.9.0\/24 blackhole; route 10.0.7.0\/24 blackhole; route 10.64.7.0\/24 blackhole; route 10.0.7.0\/25 blackhole; route 10.0.7.0\/26 blackhole;}/' few.conf
b configure
b show route | cut -d' ' -f1 | md5sum
b show route | cut -d' ' -f1 | tail -30
sed -i '/^route 10.0.7/d; s/route 10.0.7.0.26 blackhole;//' few.conf
b configure
b show route for 10.0.7.1
b show route for 10.0.7.64/27
b show route for 10.0.7.200
b show route for 10.0.0.0/8
b show route for 0.0.0.0/0
b restart few
b show route | cut -d' ' -f1 | md5sum
