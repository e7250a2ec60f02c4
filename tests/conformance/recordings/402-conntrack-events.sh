# conntrack -E: events of packets, as they come, until Ctrl-C
ip netns add r
ip -n r link set lo up
ip netns exec r iptables -A INPUT -m conntrack --ctstate INVALID -j DROP
ip netns exec r conntrack -E > plain 2> plain.err &
ip netns exec r conntrack -E -o extended -p icmp > extended 2> extended.err &
ip netns exec r conntrack -E -e NEW,DESTROY -p udp -o save > save 2> save.err &
ip netns exec r conntrack -E -e NEW -o xml > xml 2> xml.err &
ip netns exec r conntrack -E -o timestamp -e UPDATES > stamp 2> stamp.err &
ip netns exec r conntrack -E -d 127.0.0.3 > filter 2> filter.err &
ip netns exec r conntrack -E expect > expect 2> expect.err &
ip netns exec r conntrack -E -b 100000 -e UPDATES > buffer 2> buffer.err &
sleep 1
ip netns exec r ping -c 1 127.0.0.1 > /dev/null
ip netns exec r ping -c 1 127.0.0.3 > /dev/null
ip netns exec r nc -l -p 8080 > got &
sleep 0.5
echo hello | ip netns exec r nc -N -p 45000 127.0.0.1 8080
sleep 0.5
echo x | ip netns exec r nc -u -w 1 -p 40001 127.0.0.1 5353
ip netns exec r iptables -t nat -A OUTPUT -d 10.9.9.9 -p tcp --dport 80 -j DNAT --to-destination 127.0.0.1:8081
sleep 0.5
kill -INT %1 %2 %3 %4 %5 %6 %7 %8
wait
cat plain plain.err
cat extended extended.err
cat save save.err
sed 's/<id>[0-9]*/<id>N/' xml; cat xml.err
sed 's/^\[[0-9]*\.[0-9]*\]/[T]/' stamp; cat stamp.err
cat filter filter.err
cat expect expect.err
cat buffer buffer.err
