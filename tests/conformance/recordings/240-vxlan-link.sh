# vxlan devices: every option of ip link, how they are shown, what is refused
ip link add d0 type veth peer name d1
ip link set d0 up
ip link set d1 up
ip link add vx0 type vxlan id 10
ip link add vx0 type vxlan id 11 dstport 4789
ip link add vx1 type vxlan id 10
ip link add vx1 type vxlan id 10 dstport 4789
ip link add vx2 type vxlan
ip link add vx2 type vxlan id
ip link add vx2 type vxlan id x
ip link add vx2 type vxlan id 16777216 dstport 4789
ip link add vx2 type vxlan id 16777215 dstport 4789
ip link add vx3 type vxlan id 5 dstport 99999
ip link add vx3 type vxlan id 5 dstport x
ip link add vx3 type vxlan id 5 dstport 0
ip link add vx4 type vxlan id 6 dstport 4789 group 239.1.1.1
ip link add vx4 type vxlan id 6 dstport 4789 remote 239.1.1.1
ip link add vx4 type vxlan id 6 dstport 4789 group 10.1.1.1 dev d0
ip link add vx4 type vxlan id 6 dstport 4789 remote 10.1.1.1 remote 10.1.1.2
ip link add vx4 type vxlan id 6 dstport 4789 remote x
ip link add vx4 type vxlan id 6 dstport 4789 local 239.0.0.1
ip link add vx4 type vxlan id 6 dstport 4789 dev nope
ip link add vx4 type vxlan id 6 dstport 4789 remote 10.9.9.9 local 10.9.9.1 dev d0 ttl 7 tos 0x10 srcport 1000 2000 nolearning ageing 60 maxaddress 5 proxy rsc l2miss l3miss noudpcsum udp6zerocsumtx udp6zerocsumrx gbp df set
ip link add vx5 mtu 1400 type vxlan id 7 dstport 4789 remote 10.9.9.9 ttl inherit tos inherit df inherit
ip link add vx6 mtu 1501 type vxlan id 8 dstport 4789 dev d0
ip link add vx6 mtu 1451 type vxlan id 8 dstport 4789 dev d0
ip link add vx6 mtu 1450 type vxlan id 8 dstport 4789 dev d0
ip link add vx7 type vxlan id 9 dstport 4789 ttl 256
ip link add vx7 type vxlan id 9 dstport 4789 tos 300
ip link add vx7 type vxlan id 9 dstport 4789 srcport 2000 1000
ip link add vx7 type vxlan id 9 dstport 4789 srcport 1000
ip link add vx7 type vxlan id 9 dstport 4789 ageing x
ip link add vx7 type vxlan id 9 dstport 4789 df maybe
ip link add vx7 type vxlan id 9 dstport 4789 bogus
ip link add vx7 type vxlan external id 9
ip link add vx7 type vxlan id 9 vni 9 dstport 4789
ip link add vx8 address 02:00:00:00:00:08 type vxlan vni 90 dstport 4789 df unset learning noproxy norsc nol2miss nol3miss udpcsum
ip -d link
ip -br link
ip -j -p -d link show vx4
ip -d -o link show vx8
ip link show type vxlan
ip -d link show dev vx5
ip link set vx5 mtu 1600
ip link set vx6 mtu 1450
ip link set vx6 mtu 1451
ip link set vx6 mtu 1400
ip link set vx5 mtu 65535
ip link set vx5 mtu 67
ip -br link show vx5
ip link set vx5 type vxlan id 77
ip link set vx5 type vxlan dstport 8472
ip link set vx5 type vxlan id 7 remote 10.9.9.8
ip link set vx5 type vxlan id 7 ttl 9 ageing 100 nolearning
ip link set vx5 type vxlan id 7 dstport 4789 nolearning
ip link set vx5 type vxlan id 7 local 10.9.9.2
ip link set vx5 type vxlan id 7 dev d0
ip link set vx5 type vxlan id 7 proxy
ip link set vx5 type vxlan id 7 maxaddress 3
ip link set vx5 type vxlan id 7 srcport 10 20
ip link set vx5 type vxlan id 7 noudpcsum
ip link set vx5 type vxlan id 7 gbp
ip link set vx5 type vxlan id 7 l2miss
ip link set vx5 type vxlan ttl 12
ip -d link show vx5
bridge fdb show dev vx5
ip link set vx5 down
ip link set vx5 up
ip -d link show vx5
ip link set d0 down
ip -br link
ip link del d1
ip -br link
ip link del vx5
ip link help vxlan
ip link add vx9 type vxlan help
ss -uln
