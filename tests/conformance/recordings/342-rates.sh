# hashlimit, connlimit, limit, quota, recent as a knock, statistic: what is let through
for n in a b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns a type veth peer name eth0 netns b
ip -n a addr add 10.0.0.1/24 dev eth0; ip -n a addr add 10.0.0.3/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
ip -n a link set eth0 up; ip -n b link set eth0 up
sleep 2
B="ip netns exec b"
A="ip netns exec a"
$B iptables -A INPUT -p icmp -m hashlimit --hashlimit-name pings --hashlimit-mode srcip --hashlimit-upto 1/min --hashlimit-burst 3 -j ACCEPT
$B iptables -A INPUT -p icmp -j DROP
$B iptables -S
$A ping -c 5 -i 0.2 -W 1 10.0.0.2 | tail -3 | head -2
$A ping -I 10.0.0.3 -c 4 -i 0.2 -W 1 10.0.0.2 | tail -3 | head -2
$B iptables -nvL INPUT
$B iptables -F
mkdir w; echo w > w/index.html; $B busybox httpd -p 7 -h w
$B iptables -A INPUT -p tcp --syn --dport 7 -m connlimit --connlimit-above 2 -j REJECT --reject-with tcp-reset
$B iptables -A INPUT -p tcp --syn --dport 7 -m connlimit --connlimit-upto 1 --connlimit-saddr
$B iptables -S
for i in 1 2 3; do $A sh -c "sleep 3 | nc -s 10.0.0.1 -p 5000$i 10.0.0.2 7; echo done $i $?" & sleep 0.3; done
$A nc -zv -s 10.0.0.3 10.0.0.2 7
sleep 4
$B iptables -nvL INPUT
$A nc -zv -s 10.0.0.1 10.0.0.2 7
$B iptables -F
$B iptables -A INPUT -p icmp -m quota --quota 200 -j ACCEPT
$B iptables -A INPUT -p icmp -j DROP
$A ping -c 4 -i 0.2 -W 1 10.0.0.2 | tail -3 | head -2
$B iptables -nvL INPUT
$B iptables -F
$B iptables -A INPUT -p icmp -m statistic --mode nth --every 3 --packet 0 -j DROP
$A ping -c 6 -i 0.2 -W 1 10.0.0.2 | grep icmp_seq | cut -d ' ' -f 5
$B iptables -vnL INPUT
$B iptables -F
$B iptables -A INPUT -p tcp --dport 1111 -m recent --set --name KNOCK --rsource -j DROP
$B iptables -A INPUT -p tcp --dport 7 -m recent ! --rcheck --seconds 3 --name KNOCK -j DROP
$A nc -zv -w 1 -s 10.0.0.1 10.0.0.2 7
$A nc -z -w 1 -s 10.0.0.1 10.0.0.2 1111
$A nc -zv -w 1 -s 10.0.0.1 10.0.0.2 7
sleep 3
$A nc -zv -w 1 -s 10.0.0.1 10.0.0.2 7
$B iptables -S
$B iptables -A INPUT -m recent --name KNOCK --update --hitcount 30
$B iptables -A INPUT -m hashlimit --hashlimit-name pings --hashlimit-mode srcip --hashlimit-upto 1/min
$B iptables -A INPUT -m hashlimit --hashlimit-above 10/sec
$B iptables -A INPUT -m limit --limit 0/s
$B iptables -A INPUT -m limit --limit 20000/s
$B iptables -A INPUT -m limit --limit 7/hour --limit-burst 0
$B iptables -A INPUT -m connlimit
$B iptables -A INPUT -m connlimit --connlimit-above 3 --connlimit-mask 24 -j DROP
$B iptables -A INPUT -m connlimit --connlimit-above 3 --connlimit-mask 40 -j DROP
$B iptables -A INPUT -m statistic --mode random --probability 1.5
$B iptables -A INPUT -m statistic --mode nth
$B iptables -A INPUT -m quota
$B iptables -L INPUT -n
