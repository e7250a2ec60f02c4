# oracle: uml
# oracle: modules br_netfilter nf_log_syslog xt_LOG nf_conntrack
# LOG's text in the kernel's log: TCP, UDP, ICMP, errors, fragments, bridge ports, marks, owners
ip netns add a; ip netns add b
ip link add ha type veth peer name eth0 netns a
ip link add hb type veth peer name eth0 netns b
ip link set dev ha address 02:00:00:00:01:01; ip link set dev hb address 02:00:00:00:02:01
ip -n a link set dev eth0 address 02:00:00:00:01:02; ip -n b link set dev eth0 address 02:00:00:00:02:02
ip addr add 10.1.0.1/24 dev ha; ip addr add 10.2.0.1/24 dev hb
ip -n a addr add 10.1.0.2/24 dev eth0; ip -n b addr add 10.2.0.2/24 dev eth0
for d in ha hb; do ip link set $d up; done
for n in a b; do ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.2.0.1
sysctl -q -w net.ipv4.ip_forward=1
ip netns exec a ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
show() { dmesg -t | grep 'IN=' | sed 's/ ID=[0-9]* / ID=N /; s/ID=[0-9]* SEQ/ID=N SEQ/; s/\(SEQ\|ACK\)=[0-9][0-9]\{3,\}/\1=N/g; s/SPT=[34569][0-9]\{4\} /SPT=N /; s/DPT=[34569][0-9]\{4\} /DPT=N /; s/WINDOW=[0-9]* /WINDOW=W /; s/\[\(SRC=[^]]*\) ID=[0-9]* /[\1 ID=N /; s/\(0402080A\)[0-9A-F]*/\1N/; s/\(0101080A\)[0-9A-F]*/\1N/'; dmesg -C; }
dmesg -C
iptables -A FORWARD -p icmp -j LOG --log-prefix "fwd: "
iptables -A INPUT -p icmp -j LOG
iptables -A OUTPUT -p icmp -j LOG --log-prefix "out " --log-level debug
ip netns exec a ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
show
ip netns exec a ping -c 1 -W 1 10.1.0.1 | tail -2 | head -1
show
ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
show
ping -c 1 -W 1 -Q 0x1a -t 7 -s 0 127.0.0.1 | tail -2 | head -1
show
iptables -F; iptables -A INPUT -p icmp -j LOG; iptables -A OUTPUT -p icmp -j LOG
ip netns exec a ping -c 1 -W 1 -t 1 10.2.0.2 | tail -2 | head -1
show
ip netns exec a ping -c 1 -W 1 -s 3000 10.1.0.1 | tail -2 | head -1
show
ip netns exec a nc -u -w 1 -p 7001 10.1.0.1 7000 < /dev/null
echo x | ip netns exec a nc -u -w 1 -p 7001 10.1.0.1 7000
show
iptables -F
iptables -A INPUT -p tcp -j LOG --log-prefix "in: "
iptables -A OUTPUT -p tcp -j LOG --log-prefix "out: " --log-tcp-options --log-uid
ip netns exec a nc -z -w 1 -p 7002 10.1.0.1 81; echo $?
show
iptables -F
iptables -A FORWARD -p tcp --syn -j LOG --log-prefix "seq: " --log-tcp-sequence --log-tcp-options --log-ip-options
ip netns exec a nc -z -w 1 -p 7003 10.2.0.2 82; echo $?
show
iptables -F
iptables -A OUTPUT -p udp -j LOG --log-prefix "udp-out: " --log-uid
iptables -A INPUT -p udp -j LOG --log-prefix "a-prefix-of-just-twenty-9-ch"
echo hello | nc -u -w 1 -p 7004 10.2.0.2 5000
show
iptables -F
iptables -t mangle -A PREROUTING -i ha -j MARK --set-mark 0x2a
iptables -t mangle -A PREROUTING -i ha -j LOG --log-prefix "PRE "
iptables -t raw -A PREROUTING -i hb -p icmp -j LOG --log-prefix "raw " --log-macdecode
ip netns exec a ping -c 1 -W 1 10.2.0.2 | tail -2 | head -1
show
iptables -t mangle -F; iptables -t raw -F
ip addr flush dev ha; ip addr flush dev hb
ip link add br0 type bridge; ip link set dev br0 address 02:00:00:00:00:01; ip link set ha master br0; ip link set hb master br0; ip link set br0 up
ip addr add 10.1.0.1/24 dev br0
ip -n b addr flush dev eth0; ip -n b addr add 10.1.0.3/24 dev eth0
sleep 2
ip -n a neigh flush dev eth0; sysctl -w net.bridge.bridge-nf-call-iptables=1
ip netns exec a ping -c 1 -W 1 10.1.0.3 | tail -2 | head -1
iptables -A FORWARD -j LOG --log-prefix "br "
iptables -A INPUT -i br0 -j LOG --log-prefix "to me "
iptables -t mangle -A POSTROUTING -p icmp -j LOG --log-prefix "post "
ip netns exec a ping -c 1 -W 1 10.1.0.3 | tail -2 | head -1
show
ip netns exec a ping -c 1 -W 1 10.1.0.1 | tail -2 | head -1
show
