# dig, host and nslookup against dnsmasq: answers, search list, failures, timeouts, two servers
ip netns add a; ip netns add b
ip link add eth0 netns a type veth peer name eth0 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
mkdir -p /etc/netns/a
printf 'nameserver 10.0.0.2\nsearch lab.test example.org\n' > /etc/netns/a/resolv.conf
ip netns exec b dnsmasq -d --no-resolv --no-hosts --local=/#/ --host-record=web.lab.test,10.1.1.1 --host-record=a.very.long.name.in.example.org,10.2.2.2 --cname=www.lab.test,web.lab.test --mx-host=lab.test,web.lab.test,10 --txt-record=lab.test,"one two",three --ptr-record=2.0.0.10.in-addr.arpa,b.lab.test --srv-host=_sip._tcp.lab.test,web.lab.test,5060 2> /dev/null &
sleep 1
ip netns exec a host none
ip netns exec a host none.x
ip netns exec a host none.x.
ip netns exec a host web
ip netns exec a host www
ip netns exec a host web.lab.test
ip netns exec a host lab.test
ip netns exec a host -t txt lab.test
ip netns exec a host -t srv _sip._tcp.lab.test
ip netns exec a host -t cname www.lab.test
ip netns exec a host -t aaaa web.lab.test
ip netns exec a host -t a nope.lab.test
ip netns exec a host 10.1.1.1
ip netns exec a host 10.7.7.7
ip netns exec a host -a web.lab.test | sed "s,id: .*,id,; s,time: .*,T,; s,WHEN.*,W,; s,COOKIE: .*,COOKIE: C,; s,in [0-9]* ms,in T ms,"
ip netns exec a host web.lab.test 10.0.0.2
ip netns exec a host -W 1 -R 1 web.lab.test 10.0.0.3
ip netns exec a host -W 1 web.lab.test 10.0.0.3
ip netns exec a host web.lab.test 10.0.5.3
ip netns exec a host
ip netns exec a host -t bogus x
ip netns exec a host -V
ip netns exec a nslookup none
ip netns exec a nslookup web
ip netns exec a nslookup www.lab.test
ip netns exec a nslookup lab.test
ip netns exec a nslookup 10.1.1.1
ip netns exec a nslookup 10.7.7.7
ip netns exec a nslookup -type=txt lab.test
ip netns exec a nslookup -type=srv _sip._tcp.lab.test
ip netns exec a nslookup -type=aaaa web.lab.test
ip netns exec a nslookup -type=any web.lab.test
ip netns exec a nslookup -query=ptr 2.0.0.10.in-addr.arpa
ip netns exec a nslookup -type=cname www.lab.test
ip netns exec a nslookup web.lab.test 10.0.0.2
ip netns exec a nslookup -timeout=1 -retry=0 web.lab.test 10.0.0.3
ip netns exec a nslookup web.lab.test 10.0.5.3
ip netns exec a nslookup web.lab.test nope
ip netns exec a nslookup -port=54 web.lab.test
ip netns exec a sh -c 'printf "web\nset type=mx\nlab.test\nserver 10.0.0.2\nexit\n" | nslookup'
ip netns exec a nslookup -version
ip netns exec a dig +short none.lab.test
ip netns exec a dig +noall +answer www.lab.test web.lab.test
ip netns exec a dig +short www.lab.test mx lab.test -x 10.1.1.1
ip netns exec a dig +short txt lab.test
ip netns exec a dig +noall +answer a.very.long.name.in.example.org
ip netns exec a dig +noall +answer +nottlid +noclass web.lab.test
ip netns exec a dig +noall +answer +ttlunits web.lab.test
ip netns exec a dig +search +noall +answer web
ip netns exec a dig +noall +question web
ip netns exec a dig +noall +comments web.lab.test | sed "s,id: .*,id,; s,time: .*,T,; s,WHEN.*,W,; s,COOKIE: .*,COOKIE: C,; s,in [0-9]* ms,in T ms,"
ip netns exec a dig +noall +answer +comments web.lab.test | sed "s,id: .*,id,; s,time: .*,T,; s,WHEN.*,W,; s,COOKIE: .*,COOKIE: C,; s,in [0-9]* ms,in T ms,"
ip netns exec a dig +nocmd +noall +answer +stats web.lab.test | sed "s,time: .*,T,; s,WHEN.*,W,"
ip netns exec a dig +nostats +nocmd web.lab.test mx | sed "s,id: .*,id,; s,time: .*,T,; s,WHEN.*,W,; s,COOKIE: .*,COOKIE: C,; s,in [0-9]* ms,in T ms,"
ip netns exec a dig @10.0.5.3 web.lab.test
ip netns exec a dig @10.0.0.2 -p 54 web.lab.test
sleep 4; ip netns exec a dig +short -p 54 web.lab.test
ip netns exec a dig +short @10.0.0.3 +time=1 web.lab.test
ip netns exec a dig @nope web.lab.test
ip netns exec a dig @web web.lab.test +time=1 +tries=1
ip netns exec a dig +bogus web.lab.test
ip netns exec a dig -Z web.lab.test
ip netns exec a dig -t bogus web.lab.test +short
ip netns exec a dig -v
ip netns exec a dig +short +identify web.lab.test | sed "s,in [0-9]* ms,in T ms,"
ip netns exec a dig +tcp +short web.lab.test
ip netns exec a dig +tcp @10.0.0.2 -p 54 web.lab.test
ip netns exec a dig +tcp @10.0.0.3 +time=1 +tries=1 web.lab.test
ip netns exec a dig +norecurse +nocookie +noedns +qr web.lab.test | sed "s,id: .*,id,; s,time: .*,T,; s,WHEN.*,W,; s,COOKIE: .*,COOKIE: C,; s,in [0-9]* ms,in T ms,"
ip netns exec a dig -c CH -t txt version.bind +noall +answer
ip netns exec a dig any web.lab.test +noall +answer
ip netns exec a dig web.lab.test +multiline +nocookie +qr| sed 's/id: .*/id/; s/time: .*/T/;s/WHEN.*/W/'
ip netns exec a dig +qr web.lab.test | sed "s,id: .*,id,; s,time: .*,T,; s,WHEN.*,W,; s,COOKIE: .*,COOKIE: C,; s,in [0-9]* ms,in T ms,"
printf 'nameserver 10.0.0.3\nnameserver 10.0.0.2\noptions timeout:1 attempts:1\n' > /etc/netns/a/resolv.conf
ip netns exec a dig +short web.lab.test
ip netns exec a dig web.lab.test +noall +stats | sed "s,time: .*,T,; s,WHEN.*,W,"
ip netns exec a nslookup web.lab.test
ip netns exec a host web.lab.test
ip netns exec a getent hosts web.lab.test
kill %1
