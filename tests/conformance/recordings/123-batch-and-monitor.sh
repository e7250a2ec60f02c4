# ip -batch, ip monitor, ip -force
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
printf 'link add d0 type bridge\nlink set d0 up\n# a comment\n\naddr add 10.0.0.1/24 dev d0\naddr show d0\n' > b.txt
ip -4 -batch b.txt
printf 'addr add 10.0.0.1/24 dev d0\nlink set d0 mtu 1400\n' > b.txt
ip -batch b.txt
ip -force -batch b.txt
ip -br link
ip -b - <<< 'route show'
ip -batch nope.txt
printf 'bogus thing\n' | ip -batch -
ip monitor > log.txt &
sleep 0.5
ip link add d1 address 02:00:00:00:00:11 type bridge
ip addr add 10.0.1.1/24 dev d1
ip link set d1 up
ip route add 10.7.0.0/16 via 10.0.1.9
ip neigh add 10.0.1.5 lladdr 02:00:00:00:00:05 dev d1
ip route del 10.7.0.0/16
ip addr del 10.0.1.1/24 dev d1
ip link del d1
sleep 0.5
kill %1; wait
grep -v inet6 log.txt | grep -v '^fe80\|ff00\|multicast' | grep -v valid_lft
ip monitor link > log.txt & sleep 0.3; ip link add d2 address 02:00:00:00:00:12 type bridge; ip addr add 10.0.2.1/24 dev d2; sleep 0.3; kill $!; wait
cat log.txt
ip monitor bogus
