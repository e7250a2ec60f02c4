# netns and batch
ip netns
ip netns list
ip netns ls
ip netns lst
ip netns show
ip -j netns
ip netns add a
ip netns add b
ip netns add c
ip netns list
ip -j netns list
ip -j -p netns list
ip netns add a b
ip netns add ''
ip netns add a/b
ip netns add .
ip netns add ..
ip netns add -h
ip netns del
ip netns del a b
ip netns list
ip netns add a
ip link add v0 type veth peer name v1 netns a
ip netns list
ip link add w0 type veth peer name w1 netns c
ip netns list
ip -j netns
ip -d netns
ip netns list-id
ip -j netns list-id
ip -j -p netns list-id
ip -n a netns list-id
ip netns set b auto
ip netns list
ip netns set b 7
ip netns set nope 7
ip netns set b
ip netns set b x
ip netns set a 99
ip netns list-id
ip netns list-id nsid 0
ip netns list-id nsid 55
ip netns exec
ip netns exec a
ip netns exec nope ls
ip netns exec a nosuch
ip netns exec a true
ip netns exec a false
ip netns exec a ip link set lo up
ip netns exec a ip -br link
ip netns exec a sh -c 'ls /sys/class/net'
ls /sys/class/net
ip netns exec a ip netns exec c ip -br link
ip netns exec a ip netns identify
ip netns exec a ip netns identify $$
ip netns identify
ip netns id 1
ip netns identify 99999
ip netns identify x
ip netns pids a
ip netns exec a sleep 5 &
sleep 0.3
ip netns pids a | wc -l
ip netns pids nope
ip netns pids
ip netns pids a b
ip -all netns exec ip -br link
ip -all netns exec nosuch
ip -all netns exec
ip -all netns exec false
ip -a netns exec true
ip -n a link show lo
ip -netns a addr show lo
ip -net a link
ip -n nope link
ip -n
ip -n a
ip -n a netns exec c ip -br link
ip -n a netns identify
ip netns attach d $$
ip netns list
ip netns attach
ip netns attach e
ip netns attach e 99999
ip netns attach d 1
ls -l /run/netns | tail -n +2 | awk '{print $1, $2, $3, $4, $5, $9}'
ls /var/run/netns
ip netns list
ip netns delete c
ip link
ip netns list
ip -all netns del
ip netns list
ip netns list
printf 'link show lo\naddr show lo\n' | ip -batch -
printf 'link add q0 type bridge\nlink add q0 type bridge\nlink add q1 type bridge\n' | ip -batch -
ip -br link
ip -br link
printf '# comment\n\n  link show lo # tail\nlink set "q0" up\nlink \\\n show q0\n' | ip -b -
printf "link show 'lo'\n" | ip -batch /dev/stdin
echo 'link show nope' > /tmp/b
ip -batch /tmp/b
ip -force -batch /tmp/b
ip -batch /tmp/nope
ip -batch
printf 'addr add 10.0.0.1/24 dev nope\n' | ip -b -
printf 'addr add 10.0.0.x/24 dev lo\n' | ip -b -
printf 'netns exec a true\n' | ip -b -
printf 'link show lo\nlink show lo\n' | ip -j -b -
printf 'route add 10.0.0.0/8 dev q0\nroute show\nrule show\n' | ip -b -
printf 'link\n' | ip -br -batch -
