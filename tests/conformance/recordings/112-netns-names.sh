# ip netns: names, ids, identify, pids, exec and -n, files
ip netns
ip netns add red
ip netns add blue
ls /run/netns
ip netns add red/blue
ip netns add ..
ip netns add ""
ip netns list-id
ip link add veth0 netns red type veth peer name veth1 netns blue
ip netns list
ip netns list-id
ip netns set red 7
ip netns set blue 7
ip netns set blue auto
ip netns list | sort
ip netns exec red ip netns identify
ip netns exec red sh -c 'ip netns identify $$'
ip netns identify
ip netns identify 99999
ip netns pids blue
ip netns exec red sleep 5 &
sleep 0.5
ip netns pids red | wc -l
kill %1
wait
ip netns pids nope
ip -n red -br link
ip -netns blue -br addr
ip -n nope link
ip -n
ip netns exec red ip -n blue -br link
ip -all netns exec ip -br link
ip netns exec red bash -c 'echo $0; ip -br link show veth0'
ip netns exec nope true
ip netns exec red false
ip netns exec red sh -c 'exit 42'
ip netns exec
ip netns del red
ip netns delete nope
ip netns del
ip -n blue -br link
ip netns del blue
ls /run/netns
