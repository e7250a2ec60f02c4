# curl: globbing, data in its forms, conditions, other ways to the server
ip netns add a; ip netns add b
ip link add eth0 netns a address 02:00:00:00:00:0a type veth peer name eth0 netns b address 02:00:00:00:00:0b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
mkdir -p /tmp/w; cd /tmp/w; echo '{"a":1}' > x.json; seq 5 > n.txt; for i in 1 2 3 08 09 10; do echo "file $i" > $i; done; head -c 100000 /dev/zero > big
ip netns exec b python3 -m http.server 80 > /tmp/py.log 2>&1 &
sleep 1; cd
C="ip netns exec a curl -s"
$C 'http://10.0.0.2/{1,3}'
$C 'http://10.0.0.2/[1-3]'
$C 'http://10.0.0.2/[08-10]' -o 'f#1.txt'; head f*.txt
$C 'http://10.0.0.2/[1-3:2]' 'http://10.0.0.2/{n.txt,x.json}'
$C 'http://10.0.0.2/{x,n}.{json,txt}' -o /dev/null -w '%{http_code} %{url}\n'
$C -g 'http://10.0.0.2/{n}' -o /dev/null -w '%{http_code} %{url}\n'
ip netns exec a curl 'http://10.0.0.2/{n'
ip netns exec a curl 'http://10.0.0.2/n}'
ip netns exec a curl 'http://10.0.0.2/[3-1]'
ip netns exec a curl 'http://10.0.0.2/[a'
ip netns exec a curl 'http://10.0.0.2/{}'
$C -v --data-urlencode 'q=a b&c/é' -G http://10.0.0.2/n.txt
$C --data-urlencode 'a b' --data-urlencode '=c d' -G http://10.0.0.2/n.txt -o /dev/null -w '%{url_effective}\n'
$C --json '{"a":1}' -v http://10.0.0.2/up -o /dev/null
$C -d a=1 -d b=2 --data-raw @c -v http://10.0.0.2/up -o /dev/null
$C -u user:pass -v http://10.0.0.2/n.txt -o /dev/null
$C -v http://u:p@10.0.0.2/n.txt -o /dev/null
$C --compressed -v http://10.0.0.2/n.txt -o /dev/null
$C -z 'Sat, 01 Jan 2050 00:00:00 GMT' -v http://10.0.0.2/n.txt
$C -z 'Sat, 01 Jan 2000 00:00:00 GMT' http://10.0.0.2/1
$C --max-filesize 10 http://10.0.0.2/big; echo $?
$C -S --max-filesize 10 http://10.0.0.2/big -o /dev/null
$C --max-filesize 10 http://10.0.0.2/1
$C --fail-with-body http://10.0.0.2/nope | head -5; $C --fail-with-body -S http://10.0.0.2/nope -o /dev/null; echo $?
$C --connect-to ::10.0.0.2:80 http://foo.example/1
$C -v --connect-to foo.example:80:10.0.0.2:80 http://foo.example/1
$C --connect-to bar:80:10.0.0.2:80 http://foo.example/1; echo $?
$C -v --connect-to ::10.0.0.2:81 http://foo.example/1; echo $?
$C --noproxy '*' http://10.0.0.2/1
ip netns exec a curl file:///etc/hostname
ip netns exec a curl file:///nope
ip netns exec a curl -6 http://10.0.0.2/
ip netns exec a curl -4 http://[fd00::1]/
ip netns exec a curl --bogus http://10.0.0.2/
kill %1
