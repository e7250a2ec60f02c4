# ping: -A -f -i -l -p -s -t -T -W -w -n -q -D -O -I -m -Q -S, and its errors
ip netns add a; ip netns add r; ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name e0 netns r address 02:00:00:00:00:01
ip link add eth0 netns b address 02:00:00:00:00:0b type veth peer name e1 netns r address 02:00:00:00:00:02
for n in a b r; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; for d in eth0 e0 e1; do ip -n $n link set $d up 2> /dev/null; done; done
ip -n a addr add 10.0.1.2/24 dev eth0; ip -n a addr add 10.0.1.3/24 dev eth0; ip -n r addr add 10.0.1.1/24 dev e0
ip -n b addr add 10.0.2.2/24 dev eth0; ip -n r addr add 10.0.2.1/24 dev e1
ip -n a route add default via 10.0.1.1; ip -n b route add default via 10.0.2.1
ip netns exec r sysctl -w net.ipv4.ip_forward=1
sleep 1
A="ip netns exec a"
$A ping -A -c 5 10.0.2.2
$A ping -f -c 20 10.0.2.2
$A ping -f -c 5 10.0.2.99 -W 1
$A ping -q -f -c 10 10.0.2.2
$A ping -c 3 -i 0 10.0.2.2
$A ping -c 3 -i 0.001 -q 10.0.2.2
$A ping -i x 10.0.2.2
$A ping -c 3 -l 3 10.0.2.2
$A ping -l 70000 10.0.2.2
$A ping -l 0 10.0.2.2
$A ping -c 1 -p ff 10.0.2.2
$A ping -c 1 -p deadbeef -s 24 10.0.2.2
$A ping -c 1 -p xyz 10.0.2.2
$A ping -c 1 -p 00112233445566778899aabbccddeeff0011 10.0.2.2
$A ping -c 1 -s 0 10.0.2.2
$A ping -c 2 -i 0.2 -s 8 10.0.2.2
$A ping -c 1 -s 16 10.0.2.2
$A ping -c 1 -s 65507 10.0.2.2
$A ping -c 1 -s 65508 10.0.2.2
$A ping -c 1 -s -1 10.0.2.2
$A ping -c 1 -s 1k 10.0.2.2
$A ping -c 1 -t 0 10.0.2.2
$A ping -c 1 -t 256 10.0.2.2
$A ping -c 1 -t 1 10.0.2.2
sleep 1.2
$A ping -n -c 1 -t 1 10.0.2.2
$A ping -q -c 1 -t 1 10.0.2.2
sleep 1.2
$A ping -v -c 1 -t 1 10.0.2.2
$A ping -c 1 -W 0.5 10.0.1.77
$A ping -c 2 -W 1 -i 0.3 10.0.1.78
$A ping -c 2 -O -W 1 -i 0.5 10.0.1.79
$A ping -O -c 3 -i 0.4 -W 0.5 10.0.2.200
$A ping -w 1 10.0.2.201
$A ping -w 2 -c 1 10.0.2.2
$A ping -w 1 -i 0.3 -q 10.0.2.2
$A ping -w 0 -c 1 10.0.2.2
$A ping -W 0 -c 1 10.0.2.2
$A ping -W x 10.0.2.2
$A ping -w -1 10.0.2.2
$A ping -c 0 10.0.2.2
$A ping -c -1 10.0.2.2
$A ping -c x 10.0.2.2
$A ping -c
$A ping -Z 10.0.2.2
$A ping 10.0.2.2 10.0.1.1
$A ping -c 1 256.0.0.1
$A ping -c 1 nosuch.example
$A ping -c 1 ''
$A ping -c 1 10.0.514
$A ping -D -c 1 10.0.2.2 | sed 's/^\[[0-9.]*\]/[T]/'
$A ping -c 1 -I eth0 10.0.2.2
$A ping -c 1 -I 10.0.1.3 10.0.2.2
$A ping -c 1 -I lo 10.0.2.2 -W 1
$A ping -c 1 -I nope 10.0.2.2
$A ping -c 1 -I 10.9.9.9 10.0.2.2
$A ping -c 1 -I eth0 -I 10.0.1.3 10.0.2.2
$A ping -c 1 -I 10.0.1.3 127.0.0.1
$A ping -c 1 -Q 0x10 10.0.2.2
$A ping -c 1 -Q 300 10.0.2.2
$A ping -c 1 -m 7 10.0.2.2
$A ping -c 1 -S 1000 10.0.2.2
$A ping -c 1 -M want -s 2000 10.0.2.2
$A ping -c 1 -M dont -s 3000 10.0.2.2
$A ping -c 1 -M do -s 1500 10.0.2.2
$A ping -c 1 -M bogus 10.0.2.2
$A ping -c 1 -L 10.0.2.2
$A ping -c 1 -L 224.0.0.1 -W 1
$A ping -c 1 -b 10.0.1.255 -W 1
$A ping -c 1 10.0.1.255 -W 1
$A ping -c 1 -4 10.0.2.2
$A ping -c 1 -6 10.0.2.2
$A ping -c 1 -U 10.0.2.2
$A ping -c 1 -e 77 10.0.2.2
$A ping -c 1 -r 10.0.1.1
$A ping -c 1 -r 10.0.2.2
$A ping -c 1 -r 127.0.0.1
$A ping -B -c 1 10.0.1.1
$A ping -c 1 -a 10.0.1.1 | cat -v
$A ping -c 2 -i 0.2 -d 10.0.1.1
$A ping -c 1 0
$A ping -c 1 0.0.0.0
$A ping -c 1 10.0.1.2
$A ping -c 1 localhost
$A ping -V
$A ping -h 2>&1 | head -5
$A ping -c 3 -i 0.2 10.0.2.2 > out.txt; echo $?; sed -n '$p' out.txt | cut -d= -f1
$A ping -c1 -W1 10.0.2.2 | awk -F'[=/ ]' '/rtt/ {print $1, $2, NF}'
$A timeout -s INT 1 ping -i 0.4 10.0.2.2
$A timeout -s QUIT 1 ping -i 0.4 10.0.2.2 2>&1 | tail -3 | sed 's/[0-9.]* ms/T ms/g;s#[0-9.]*/[0-9.]*/[0-9.]*/[0-9.]*#R#g'
ip -n a link set eth0 down
$A ping -c 1 10.0.2.2
$A ping -c 1 -I eth0 10.0.2.2
$A ping -c 1 10.0.1.2
