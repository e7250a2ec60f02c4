# ip link add and delete: kinds, names, errors
ip link add
ip link add br0
ip link add name br0 type
ip link add br0 type nosuchkind
ip link add br0 type bridge
ip link add br0 type bridge
ip link add this-name-is-too-long type bridge
ip link add "a b" type bridge
ip link add a/b type bridge
ip link add . type bridge
ip link add 0 type bridge
ip link add d0 mtu 1200 type bridge
ip link add name d1 address 02:11:22:33:44:55 txqueuelen 10 type bridge
ip link add d2 up type bridge
ip link
ip link del nope
ip link del
ip link delete dev d1
ip link del lo
ip link del d0 type bridge
ip link show type bridge
ip link show type nosuchkind
ip link show d0 d2
ip link show dev nope
ip link list
ip link ls d0
ip l sh d0
ip link frobnicate
ip link help 2>&1 | head -5
