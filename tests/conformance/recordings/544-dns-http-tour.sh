# DNS and HTTP by hand: servers in namespaces, clients with every flag
ip netns add srv; ip netns add cli
ip link add e0 netns srv address 02:00:00:00:00:01 type veth peer name e0 netns cli address 02:00:00:00:00:02
for n in srv cli; do ip -n $n link set lo up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set e0 up; done
ip -n srv addr add 10.6.0.1/24 dev e0; ip -n cli addr add 10.6.0.2/24 dev e0
mkdir www; cd www; echo '<h1>hi</h1>' > index.html; printf '%s\n' {1..5} > five.txt; mkdir sub; head -c 5000 /dev/zero | tr '\0' x > big.bin; cd ..
ip netns exec srv python3 -m http.server 8080 --directory www > access.log 2>&1 &
sleep 1
ip netns exec cli curl http://10.6.0.1:8080/
ip netns exec cli curl -s http://10.6.0.1:8080/five.txt
ip netns exec cli curl -sS -I http://10.6.0.1:8080/five.txt | tr -d '\r' | grep -v -e Date -e Server
ip netns exec cli curl -s -i http://10.6.0.1:8080/none | tr -d '\r' | grep -v -e Date -e Server | head -5
ip netns exec cli curl -f -s http://10.6.0.1:8080/none; echo $?
ip netns exec cli curl -fsS http://10.6.0.1:8080/none
ip netns exec cli curl -s -o /dev/null -w '%{http_code} %{content_type} %{size_download} %{num_redirects} %{url_effective}\n' http://10.6.0.1:8080/sub
ip netns exec cli curl -sL -o /dev/null -w '%{http_code} %{num_redirects} %{url_effective}\n' http://10.6.0.1:8080/sub
ip netns exec cli curl -s http://10.6.0.1:8080/sub/ | head -6
ip netns exec cli curl -s -X POST -d a=1 http://10.6.0.1:8080/ | grep -i -m1 code
ip netns exec cli curl -s -r 0-3 http://10.6.0.1:8080/five.txt | head -1
ip netns exec cli curl -s -H 'Host: example.com' -A agent/1 -v http://10.6.0.1:8080/five.txt 2>&1 | grep '^[*<>]' | tr -d '\r' | grep -v -e Date -e Server -e Last
ip netns exec cli curl -s --resolve web.test:8080:10.6.0.1 http://web.test:8080/five.txt | wc -l
ip netns exec cli curl -s --connect-timeout 1 http://10.6.0.9:8080/; echo $?
ip netns exec cli curl -s -m 1 http://10.6.0.9/; echo $?
ip netns exec cli curl http://10.6.0.1:81/
ip netns exec cli curl http://nosuch.test/
ip netns exec cli curl ftp://10.6.0.1/ --max-time 1 2>&1 | tail -1
ip netns exec cli curl foo://10.6.0.1/
ip netns exec cli curl http://
ip netns exec cli curl
ip netns exec cli curl --nosuch x
ip netns exec cli curl -o
ip netns exec cli curl -s -O http://10.6.0.1:8080/big.bin; ls -l big.bin | awk '{print $5}'
ip netns exec cli wget -q http://10.6.0.1:8080/five.txt -O - | tail -1
ip netns exec cli wget http://10.6.0.1:8080/five.txt 2>&1 | grep saved | sed 's/.* - /- /'
ip netns exec cli wget --spider http://10.6.0.1:8080/big.bin 2>&1 | tail -3
ip netns exec cli wget -T 1 -t 1 http://10.6.0.9/ 2>&1 | tail -2
ip netns exec cli wget http://10.6.0.1:81/ 2>&1 | tail -1
ip netns exec cli wget -S --spider http://10.6.0.1:8080/five.txt 2>&1 | grep -i -e HTTP/ -e Length
printf 'GET /five.txt HTTP/1.0\r\n\r\n' | ip netns exec cli nc 10.6.0.1 8080 | tail -5
ip netns exec cli bash -c 'exec 3<>/dev/tcp/10.6.0.1/8080; printf "HEAD / HTTP/1.0\r\n\r\n" >&3; head -1 <&3' | tr -d '\r'
cut -d' ' -f1,6- access.log | head -8
cat > dns.conf <<X
no-resolv
no-hosts
address=/web.test/10.6.0.1
host-record=db.test,10.6.0.7
cname=www.test,web.test
txt-record=info.test,hello world
mx-host=test,mail.test,10
ptr-record=7.0.6.10.in-addr.arpa,db.test
local=/test/
X
ip netns exec srv dnsmasq -C dns.conf --pid-file=/tmp/dm.pid
ip netns exec cli dig +short @10.6.0.1 web.test
ip netns exec cli dig @10.6.0.1 db.test | grep -v -e 'Query time' -e WHEN -e '; <<' -e 'id:' -e COOKIE
ip netns exec cli dig +noall +answer @10.6.0.1 db.test
ip netns exec cli dig @10.6.0.1 nope.test | grep -e status -e flags | sed 's/id: [0-9]*/id: N/'
ip netns exec cli dig +short -x 10.6.0.7 @10.6.0.1
ip netns exec cli dig +short TXT info.test @10.6.0.1
ip netns exec cli dig +short MX test @10.6.0.1
ip netns exec cli dig +tcp +short @10.6.0.1 db.test
ip netns exec cli dig +time=1 +tries=1 @10.6.0.9 db.test | grep -v '<<'
ip netns exec cli host db.test 10.6.0.1
ip netns exec cli nslookup db.test 10.6.0.1
ip netns exec cli nslookup nope.test 10.6.0.1
mkdir -p /etc/netns/cli; echo nameserver 10.6.0.1 > /etc/netns/cli/resolv.conf
ip netns exec cli getent hosts db.test
ip netns exec cli ping -c 1 web.test | head -2
ip netns exec cli curl -s http://web.test:8080/five.txt | wc -l
ip netns exec cli tcpdump -i e0 -nn -c 4 udp port 53 > d.txt 2>/dev/null & sleep 1
ip netns exec cli dig +short @10.6.0.1 db.test > /dev/null; ip netns exec cli dig +short @10.6.0.1 nope.test; wait %2
cut -d' ' -f2- d.txt | sed 's/: [0-9]*\([+*-]\)/: N\1/; s/: [0-9]* NX/: N NX/; s/: [0-9]*\*/: N*/; s/\.[3-6][0-9]\{4\}\([ :]\)/.P\1/'
kill %1 $(cat /tmp/dm.pid); sleep 0.3
ip netns exec cli dig +time=1 +tries=1 @10.6.0.1 db.test | grep -v '<<'
