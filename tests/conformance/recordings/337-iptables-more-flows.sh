# what string, time, quota, connlimit, connbytes, u32, NETMAP, DSCP, TCPOPTSTRIP and NFQUEUE do to packets
ip netns add c
ip link add v0 type veth peer name v1 netns c
ip addr add 10.0.0.1/24 dev v0; ip link set v0 up
ip -n c addr add 10.0.0.2/24 dev v1; ip -n c link set v1 up; ip -n c link set lo up
ping -c 1 -W 1 10.0.0.2 | sed -n '2p;/packets/p' | sed 's/time=.*//;s/, time.*//'
iptables -A INPUT -p udp -m string --string forbidden --algo bm -j REJECT
iptables -A INPUT -p udp -m string --string FORBIDDEN --algo bm --icase
iptables -A INPUT -p udp -m string --hex-string '|41 42|C' --algo kmp --from 28 --to 31
iptables -A INPUT -p udp -m string --string ABC --algo kmp --from 29
iptables -A INPUT -p udp -m string --string ABC --algo bm --to 27
iptables -A INPUT -p udp -m string ! --string xABC --algo bm
(timeout 3 nc -u -l -k 10.0.0.1 5000 > got) & sleep 0.3
for w in "nothing" "this is forbidden here" "FORBIDDEN" "ABC" "xABC"; do echo "$w" | ip netns exec c nc -u -w 1 -q 0 10.0.0.1 5000; done
wait; cat got
iptables -nvxL INPUT | awk 'NR>2 {print $1, $2}'
iptables -F
iptables -A INPUT -p icmp -m time --datestart 2001-01-01
iptables -A INPUT -p icmp -m time --datestop 2001-01-01
iptables -A INPUT -p icmp -m time --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun
iptables -A INPUT -p icmp -m time ! --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun
iptables -A INPUT -p icmp -m time --timestart 00:00 --timestop 23:59:59
iptables -A INPUT -p icmp -m quota --quota 200 -j ACCEPT
iptables -A INPUT -p icmp -m quota ! --quota 100
iptables -A INPUT -p icmp -m cpu ! --cpu 900
iptables -A INPUT -p icmp -m devgroup --src-group 0
iptables -A INPUT -p icmp -m devgroup ! --src-group 0
iptables -A INPUT -p icmp -m u32 --u32 "6&0xFF=1"
iptables -A INPUT -p icmp -m u32 --u32 "0>>22&0x3C@0>>24=8"
iptables -A INPUT -p icmp -m u32 --u32 "0>>22&0x3C@0>>24=0"
iptables -A INPUT -p icmp -m u32 --u32 "12=0x0a000002"
iptables -A INPUT -p icmp -m u32 --u32 "2000=0"
iptables -A INPUT -p icmp -m u32 ! --u32 "2000=0"
iptables -A INPUT -p icmp -m helper --helper ftp
iptables -A INPUT -p icmp -m helper ! --helper ftp
iptables -A INPUT -p icmp -m connbytes --connbytes 3: --connbytes-dir original --connbytes-mode packets
iptables -A INPUT -p icmp -m connbytes --connbytes 0:150 --connbytes-dir both --connbytes-mode bytes
iptables -A INPUT -p icmp -m connbytes --connbytes 84:84 --connbytes-dir both --connbytes-mode avgpkt
iptables -A INPUT -p icmp -m ecn --ecn-ip-ect 0
iptables -A INPUT -p icmp -m ecn --ecn-ip-ect 2
iptables -A INPUT -p icmp -j NFLOG --nflog-group 5
iptables -A INPUT -p icmp -j AUDIT --type drop
ip netns exec c ping -c 4 -i 0.2 -Q 2 10.0.0.1 | tail -2 | head -1 | sed 's/, time.*//'
iptables -nvxL INPUT | awk 'NR>2 {print $1, $2}'
iptables -F
iptables -A INPUT -p tcp --syn --dport 80 -m connlimit --connlimit-above 2 -j REJECT --reject-with tcp-reset
iptables -A INPUT -p tcp --syn --dport 81 -m connlimit --connlimit-upto 1 --connlimit-mask 24 -j ACCEPT
iptables -A INPUT -p tcp --syn --dport 81 -j DROP
(timeout 8 nc -l -k 10.0.0.1 80 >/dev/null) & (timeout 8 nc -l -k 10.0.0.1 81 >/dev/null) & sleep 0.3
(sleep 4 | ip netns exec c nc -N 10.0.0.1 80 & sleep 4 | ip netns exec c nc -N 10.0.0.1 80 &) ; sleep 0.3
ip netns exec c nc -v -w 1 10.0.0.1 80 </dev/null
(sleep 3 | ip netns exec c nc -N 10.0.0.1 81 &) ; sleep 0.3
ip netns exec c nc -v -w 2 10.0.0.1 81 </dev/null
iptables -nvL INPUT | awk 'NR>2 {print $1}'
wait; sleep 1
ip netns exec c nc -v -N -w 1 10.0.0.1 80 </dev/null
ip netns exec c nc -v -N -w 1 10.0.0.1 81 </dev/null
iptables -F
iptables -A INPUT -p icmp -j NFQUEUE --queue-num 3 --queue-bypass
iptables -A INPUT -p icmp -j DROP
ip netns exec c ping -c 1 -W 1 10.0.0.1 | tail -2 | head -1 | sed 's/, time.*//'
iptables -R INPUT 1 -p icmp -j NFQUEUE --queue-num 3
ip netns exec c ping -c 1 -W 1 10.0.0.1 | tail -2 | head -1 | sed 's/, time.*//'
iptables -F
iptables -t mangle -A OUTPUT -p icmp -j DSCP --set-dscp-class EF
iptables -t mangle -A POSTROUTING -p tcp --syn -j TCPOPTSTRIP --strip-options timestamp,wscale
iptables -t mangle -A POSTROUTING -p udp -j CHECKSUM --checksum-fill
(ip netns exec c timeout 3 tcpdump -nn -v -i v1 -c 3 'icmp[0]==8 or tcp[13]==2 or udp' 2>/dev/null > cap) & sleep 0.7
ping -c 1 -W 1 10.0.0.2 >/dev/null; nc -w 1 10.0.0.2 99 </dev/null; echo hi | nc -u -w 1 -q 0 10.0.0.2 53; wait
sed 's/^[0-9:.]* //;s/id [0-9]*,/id X,/g;s/\.[0-9]\{5\} >/.P >/;s/cksum 0x[0-9a-f]* ([^)]*)/cksum X/;s/seq [0-9]*/seq N/;s/ID [0-9]*/X/' cap
iptables -t mangle -F
ip netns exec c ip addr add 10.9.0.7/24 dev v1; ip route add 10.9.0.0/24 dev v0
iptables -t nat -A OUTPUT -d 10.8.0.0/24 -j NETMAP --to 10.9.0.0/24
ip route add 10.8.0.0/24 dev v0
ping -c 1 -W 1 10.8.0.7 | sed -n '2p;/packets/p' | sed 's/time=.*//;s/, time.*//'
conntrack -L -p icmp -d 10.8.0.7 2>/dev/null | sed 's/id=[0-9]*/id=X/g'
iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -d 10.9.0.0/24 -j NETMAP --to 10.7.0.0/24
ip netns exec c ip route add 10.7.0.0/24 dev v1
ip addr add 10.7.0.1/24 dev v0
ping -c 1 -W 1 10.9.0.7 | sed -n '2p;/packets/p' | sed 's/time=.*//;s/, time.*//'
conntrack -L -p icmp -d 10.9.0.7 2>/dev/null | sed 's/id=[0-9]*/id=X/g'
