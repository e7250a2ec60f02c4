# one set of devices in every output form of ip link
ip link add br0 type bridge
ip link add p0 type veth peer name q0
ip link set p0 master br0
ip link set p0 address 02:00:00:00:00:10
ip link set q0 address 02:00:00:00:00:11
ip link set br0 address 02:00:00:00:00:b0
for d in br0 p0 q0; do ip link set $d up; done
sleep 2
ip link
ip -o link
ip -br link
ip -d link show p0
ip -d link show lo
ip -d -o link show q0
ip link show master br0
ip -br link show type bridge
ip -j link show lo
ip -j -p link show q0
ip -j -br link
ip -p link show q0
ip -s link show lo
ip -s -s link show lo
ip -h -s link show lo
ip -c=never link show q0
ip -0 link show q0
ip -4 link show q0
ip -N link show q0
ip -t link show q0
ip -bogus link
