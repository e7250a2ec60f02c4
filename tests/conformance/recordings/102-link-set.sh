# ip link set: every setting, and its errors
ip link add d0 type bridge
ip link show d0
ip link set d0 up
ip link show d0
ip link set d0 mtu 1400
ip link set d0 mtu 67
ip link set dev d0 mtu 9000 txqueuelen 500
ip link show d0
ip link set d0 address 02:00:00:00:00:01
ip link set d0 address 02:00:00:00:00
ip link set d0 address nonsense
ip link set d0 alias "the spare card"
ip link show d0
ip link set d0 promisc on
ip link set d0 multicast off arp off
ip link show d0
ip link set d0 allmulticast on
ip -br link show d0
ip link set d0 promisc off multicast on arp on allmulticast off
ip -br link show d0
ip link set d0 name d1
ip link set d0 down
ip link set d1 down
ip link set d1 name d2
ip link set d2 name lo
ip link set d2 name a-name-that-is-far-too-long
ip link set nope up
ip link set d2 sideways
ip link set d2 up down
ip -br link
ip link set up
ip link set dev
ip link set d2 mtu
ip link set d2 mtu many
ip link set lo mtu 1280
ip link show lo
ip link set d2 group 7
ip link show d2
ip link show group 7
ip link set group 7 up
ip link show up
ip link set d2 nomaster
ip link set d2 master nope
ip link set d2 master lo
