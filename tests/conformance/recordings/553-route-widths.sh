# route's table in its widths
ip link add e0 address 02:00:00:00:00:01 type veth peer name e1; ip link set e0 up; ip link set e1 up; ip addr add 10.0.0.1/24 dev e0
route add -net 10.9.0.0 netmask 255.255.0.0 gw 10.0.0.2; route add -host 10.8.0.1 dev e0; route add default gw 10.0.0.3
route -n
route -ne
route -en
route -e -n
route
route -e
netstat -rn
netstat -r
