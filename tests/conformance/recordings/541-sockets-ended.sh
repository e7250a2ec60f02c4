# ss -K: connections ended from outside
ip netns add s; ip netns add c
ip link add e0 netns s address 02:00:00:00:00:01 type veth peer name e0 netns c address 02:00:00:00:00:02
for n in s c; do ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set e0 up; done
ip -n s addr add 10.1.1.1/24 dev e0; ip -n c addr add 10.1.1.2/24 dev e0
ip netns exec s nc -lk 7000 > /dev/null 2> nc.err &
ip netns exec s nc -l 7100 > /dev/null &
sleep 0.5
ip netns exec c bash -c 'sleep 60 | nc -p 45001 10.1.1.1 7000' &
ip netns exec c bash -c 'exec 3<>/dev/tcp/10.1.1.1/7100; cat <&3; echo cat said $?' > cat.txt 2>&1 &
sleep 0.5
ip netns exec s ss -tn dst 10.1.1.2 sport = 7000
ip netns exec s tcpdump -i e0 -nn -t -c 1 'tcp[tcpflags] & tcp-rst != 0' > rst.txt 2> /dev/null &
sleep 1
ip netns exec s ss -K -tn dst 10.1.1.2 sport = 7000
sleep 0.3; cat rst.txt | sed 's/seq [0-9]*, ack [0-9]*/seq S, ack A/; s/win [0-9]*/win W/'
ip netns exec s ss -tan sport = 7000
ip netns exec c ss -tan dport = 7000
ip netns exec c ss -tnK dport = 7100 | awk '{print $1,$5}'
sleep 0.3; cat cat.txt
ip netns exec s ss -tan sport = 7100
ip netns exec c ss -tan
ip netns exec s ss -K sport = 9999
ip netns exec s ss -K -t state time-wait
ip netns exec s ss --kill -tln sport = 7000
ip netns exec s ss -tln
cat nc.err
