# ss -r: names from /etc/hosts and from DNS, addresses without a name
ip netns add a; ip -n a link set lo up
ip -n a addr add 10.9.0.1/32 dev lo; ip -n a addr add 10.9.0.2/32 dev lo; ip -n a addr add 2001:db8::1/128 dev lo
mkdir -p /etc/netns/a; echo 'nameserver 127.0.0.1' > /etc/netns/a/resolv.conf
ip netns exec a dnsmasq -d --no-resolv --no-hosts --local=/#/ --host-record=web.lab,10.9.0.1 --host-record=six.lab,2001:db8::1 2> /dev/null &
sleep 1
ip netns exec a timeout 20 nc -l 10.9.0.1 8080 & sleep 0.3
ip netns exec a timeout 20 nc -l 10.9.0.2 8081 & sleep 0.3
ip netns exec a timeout 20 nc -l 127.0.0.1 8082 & sleep 0.3
ip netns exec a timeout 20 nc -6 -l 2001:db8::1 8083 & sleep 0.3
ip netns exec a timeout 20 nc -u -l 10.9.0.1 9000 & sleep 0.3
ip netns exec a ss -rltn sport = :8080
ip netns exec a ss -rltn sport = :8081
ip netns exec a ss -rltn sport = :8082
ip netns exec a ss -rltn sport = :8083
ip netns exec a ss -rlun sport = :9000
ip netns exec a ss -rHlt sport = :8080 | cat
ip netns exec a ss -Hlt sport = :8080 | cat
ip netns exec a ss --resolve -Hltn sport = :8083 | cat
ip netns exec a nc -d 10.9.0.1 8080 > /dev/null & sleep 0.3
ip netns exec a ss -rnHt dport = :8080 | sed 's/lab:[0-9]* *web/lab:PORT web/'
