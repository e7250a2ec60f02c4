# hostname, ethtool, ss, route, arp, ifconfig
hostname
hostname newname; hostname
hostname -I
hostname -x
ip link add d0 type bridge
ip addr add 10.0.0.1/24 dev d0; ip link set d0 up
hostname -I
ss -ltn
ss -tan | cat
ss -s | head -1
ethtool -i d0
ethtool nope
ip link add v0 type veth peer name v1
ethtool v0
ethtool -S v0
ethtool -S v0 | head -1
ethtool -S d0
ethtool
route -n
arp -n
ifconfig lo
ps | head -1
ps -e | wc -c > /dev/null
watch -n 1 true < /dev/null > /dev/null; echo $?
man nosuchpage
clear | od -c | head -1
sleep
sleep x
sleep 0.1s; echo $?
seq 1 0
true --help | head -1
