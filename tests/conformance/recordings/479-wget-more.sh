# wget: where files go, -nc, -i, all of a name's addresses, small options
ip netns add a; ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0; ip -n b addr add 10.0.0.3/24 dev eth0
printf '10.0.0.3 two.test\n10.0.0.2 two.test\n10.0.0.2 one.test\n' >> /etc/hosts
mkdir -p /tmp/w; cd /tmp/w; seq 5 > n.txt; echo x > x.txt; mkdir d; echo f > d/f
ip netns exec b python3 -m http.server -b 10.0.0.2 80 > /tmp/py.log 2>&1 &
sleep 1; cd
W="ip netns exec a wget"
$W -nv http://one.test/n.txt
$W -nc http://one.test/n.txt; echo $?
$W -q -nc http://one.test/n.txt; echo $?
$W -nv http://one.test/n.txt; ls
$W -nv -P dd http://one.test/n.txt; ls dd
$W -nv -P a/b/c http://one.test/d/f; find a
$W -nv -O out.txt http://one.test/n.txt http://one.test/x.txt 2>&1 | grep -v "^Tot\|^Down"; cat out.txt
$W -nv http://one.test/; ls
printf 'http://one.test/x.txt\nhttp://one.test/nope\n' > urls; $W -nv -i urls 2>&1 | grep -v "^Tot\|^Down"
$W -nv -i nope; echo $?
$W http://two.test/x.txt -O /dev/null 2>&1 | grep -v "saved\|0K"
$W -4 -nv http://two.test/x.txt -O /dev/null
$W -nv --tries=1 http://two.test:81/x.txt
$W --tries=2 http://one.test:81/x.txt
$W -nv --no-clobber -O out.txt http://one.test/n.txt
$W -x -nv http://one.test/d/f; find one.test
$W -nH -x -nv http://one.test/d/f; find d
$W -nd -nv http://one.test/d/f
$W -np -nv http://one.test/d/f
$W -E -nv http://one.test/n.txt -O e
$W -nz http://one.test/n.txt; $W -n http://one.test/
$W --user=u --password=p -nv -O- http://one.test/x.txt
kill %1
