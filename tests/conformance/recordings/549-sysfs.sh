# /sys/class/net: what stands below a device
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
ip link add br0 address 02:00:00:00:00:03 type bridge
ip link set v0 master br0
ip link add mv0 link v1 type macvlan
ip link add vx0 type vxlan id 5 dstport 4789
for d in v0 v1 mv0 vx0 lo; do echo "== $d"; ls /sys/class/net/$d/ | cat; cat /sys/class/net/$d/uevent; done
cat /sys/class/net/br0/uevent
cd /sys/class/net/v0; readlink subsystem master brport/bridge ../br0/brif/v0 ../mv0/lower_v1 ../v1/upper_mv0 upper_br0 ../br0/lower_v0
for f in queues/*/* power/*; do echo "$f $(cat $f 2>&1)"; done
for f in addr_assign_type addr_len address broadcast carrier carrier_changes dev_id dev_port dormant duplex flags ifalias ifindex iflink link_mode mtu name_assign_type netdev_group operstate proto_down speed testing threaded tx_queue_len type napi_defer_hard_irqs gro_flush_timeout; do echo "$f: $(cat $f 2>&1)"; done
ip link set v0 up; ip link set v1 up
for f in carrier dormant duplex flags operstate speed testing carrier_changes; do echo "$f: $(cat $f 2>&1)"; done
for f in state priority path_cost port_id port_no hairpin_mode learning isolated unicast_flood multicast_flood broadcast_flood bpdu_guard root_block neigh_suppress multicast_router multicast_to_unicast backup_port designated_cost group_fwd_mask; do echo "$f: $(cat brport/$f)"; done
ls brport | cat
cat brport/flush
echo 1 > brport/flush; echo $?
echo 1 > brport/hairpin_mode; bridge -d link show dev v0 | grep -o 'hairpin o[nf]*'
echo 1300 > mtu; ip link show v0 | head -1 | grep -o 'mtu [0-9]*'
echo junk > mtu; echo $?
echo 70000 > mtu; echo $?
echo 55 > tx_queue_len; cat tx_queue_len
echo 0x1002 > flags; cat operstate; echo 0x1003 > flags
echo 5 > speed
cat nosuch
cd; ls -d /sys/class/net/*; ls /sys/class/net/v*/operstate; cat /sys/class/net/*/mtu | sort | uniq -c | awk '{print $1,$2}'
for d in /sys/class/net/*; do n=${d##*/}; printf '%-4s %-8s %s\n' $n $(cat $d/operstate) $(<$d/mtu); done
grep -l up /sys/class/net/*/operstate
find /sys/class/net/ -type l | sort
find -L /sys/class/net/v0/queues -type f | sort
ip netns add x; ip link set v1 netns x; ip netns exec x ls /sys/class/net; ip netns exec x cat /sys/class/net/v1/iflink
cat /sys/class/net/br0/brif/v0/state /sys/class/net/v0/brport/bridge/bridge/stp_state /sys/class/net/v0/master/operstate /sys/class/net/v0/upper_br0/type /sys/class/net/br0/lower_v0/ifindex
cd /sys/class/net/br0/brif/v0; pwd; cat state; cd ..; ls; cd /sys/class/net/v0; pwd -P; ls subsystem; cd
