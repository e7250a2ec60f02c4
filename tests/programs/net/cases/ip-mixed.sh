# more forms
ip netns add n1
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev v0
ip link set v0 up
ip link set v1 up
ip -4
ip -4 -6 addr show lo
ip -f inet addr show lo
ip -f inet6 addr show lo
ip -f bogus addr
ip -f
ip -family link addr show lo
ip --br link show lo
ip -brief link show lo
ip -json link show nope
ip -c=foo link
ip -details -statistics link show lo
ip -l 5 link show lo
ip -rc 5 link show lo
ip -- link show lo
ip -V link
ip -Version
ip address
ip addres show lo
ip addrs
ip lnk
ip nei
ip netn
ip neti
ip monit bogus
ip rout show
ip rul
ip m | head -1
ip link show lo up
ip link show lo down
ip link set lo up up
ip link set dev lo mtu 65536
ip link set lo mtu 1500
ip link show lo
ip link show lo
ip link set lo down
ip addr show lo
ip link set lo up
ip addr show lo
ip link set lo name foo
ip link set v0 up name w0
ip link show v0
ip link set v0 down name w0 up
ip link show w0
ip link set w0 name v0
ip addr add 10.0.0.1/24 dev v0 brd 10.0.0.255 scope global label v0:1
ip addr add 10.0.0.1/24 dev lo
ip addr add 10.9.9.9 dev lo
ip addr show dev lo
ip -br a
ip -br a s lo
ip -4 -br a s dev lo
ip a add 10.77.0.1/16 dev v0
ip a d 10.77.0.1/16 dev v0
ip a del 10.77.0.1/16 dev v0
ip r add default via 10.0.0.254
ip r
ip r del default via 10.0.0.254
ip r del default via 10.0.0.254
ip route add 10.50.0.0/16 via 10.0.0.1
ip route add 10.50.0.0/16 via 10.0.0.255
ip route add 10.50.0.0/16 via 10.0.0.2 dev lo
ip route add 10.50.0.0/16 dev v0 via 10.0.0.2 metric 5 proto static src 10.0.0.1
ip route show 10.50.0.0/16
ip route replace blackhole 10.50.0.0/16 metric 5
ip route show 10.50.0.0/16
ip route del blackhole 10.50.0.0/16
ip route add 0/0 via 10.0.0.9
ip route
ip route del 0.0.0.0/0
ip route add 10.1/16 via 10.0.0.9
ip route show 10.1/16
ip route add 10.60.0.0/255.255.0.0 via 10.0.0.9
ip route
ip route add 10.61.0.0/16 via 10.0.0.9 table local
ip route add 10.62.0.0/16 via 10.0.0.9 table 0
ip route get 10.62.0.1
ip link add br0 type bridge
ip link set br0 type bridge forward_delay 400 stp_state 1
ip link set dev br0 type bridge ageing_time 1000
ip -d link show br0 | grep -o 'forward_delay [0-9]* hello.*stp_state [0-9]*'
ip link add name br1 type bridge help | head -1
ip link add vethA type veth peer name vethB netns n1
ip -n n1 link show vethB
ip link set vethA netns n1 name zed
ip -n n1 -br link | sort | cut -c1-30
ip link set br0 netns n1
ip -n n1 link set zed master vethB
ip netns exec n1 ip link show zed
ip netns exec n1 sh -c 'ip link | grep -c :'
ip netns exec n1 bash -c 'echo $0; ip netns identify $$'
ip netns exec n1 cat /proc/net/dev | wc -l
ip netns exec n1 ls /sys/class/net | sort
