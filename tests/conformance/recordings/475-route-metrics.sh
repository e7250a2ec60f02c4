# metrics, locks, realms and other words of a route
ip link add a0 address 02:00:00:00:00:01 type veth peer name a1 address 02:00:00:00:00:02
ip link set a0 up; ip link set a1 up
ip addr add 10.0.0.1/24 dev a0
t() { ip route add 10.2.0.0/16 via 10.0.0.2 "$@"; echo "rc=$?"; ip route show 10.2.0.0/16; ip -j route show 10.2.0.0/16; ip route get 10.2.0.1; ip route del 10.2.0.0/16; }
t rtt 100ms rttvar 50ms rto_min 200ms ssthresh 10 cwnd 20 reordering 4
t rtt 100 rttvar 50
t rtt 1.5s rto_min 0.2s
t rto_min 300
t rttvar lock 5ms
t hoplimit lock 5 advmss lock 1000 window lock 400
t mtu lock 1300
t features ecn fastopen_no_cookie 1
t congctl cubic
t congctl lock reno
t ssthresh lock 5 cwnd lock 7
t quickack 1 hoplimit 300
t mtu 70000 advmss 70000
t mtu 0 initcwnd 10 initrwnd 10
t realms 5
t realms 3/4
t realms cosmos
t realms foo
t congctl nope
t features nope
t rto_min x
t rttvar x
t reordering x
t cwnd x
t quickack 5
t fastopen_no_cookie x
t expires 5
t expires x
t ttl-propagate enabled
t ttl-propagate bogus
t encap bogus
t pref low
ip route add 10.13.0.0/16 dev a0 cong
ip route add 10.13.0.0/16 dev a0 rtt
ip route add any via 10.0.0.2
ip route add bl 10.13.0.0/16
ip route add unr 10.14.0.0/16
ip route add brd 10.13.0.255 dev a0
ip route show type blackhole; ip route show type unr; ip route show type bro table local dev a0
ip route del bl 10.13.0.0/16
ip route add 10.2.0.0/16 via 10.0.0.2 mtu 1400 rtt 20ms
ip route add 10.2.0.0/16 via 10.0.0.2 mtu 1400 rtt 20ms
ip route del 10.2.0.0/16 mtu 1300
ip route del 10.2.0.0/16 rtt 20ms
ip -d route
