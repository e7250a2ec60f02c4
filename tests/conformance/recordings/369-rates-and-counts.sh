# matches that remember: limit, hashlimit, statistic, recent, connection counts by ping
ip link set lo up
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m limit --limit 1/min --limit-burst 3 -j ACCEPT
iptables -A INPUT -i lo -p icmp --icmp-type 8 -j DROP
ping -c 6 -i 0.2 -W 1 127.0.0.1
iptables -L INPUT -n -v
iptables -F
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m statistic --mode nth --every 3 --packet 0 -j DROP
ping -c 9 -i 0.05 -W 1 127.0.0.1
iptables -L INPUT -n -v
iptables -F
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m statistic --mode nth --every 3 --packet 2 -j DROP
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m statistic --mode nth --every 2 --packet 0 -j DROP
ping -c 6 -i 0.05 -W 1 127.0.0.1
iptables -L INPUT -n -v
iptables -F
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m statistic --mode random --probability 1 -j ACCEPT
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m statistic --mode random --probability 0 -j DROP
ping -c 2 -i 0.05 -W 1 127.0.0.1
iptables -L INPUT -n -v
iptables -F
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m hashlimit --hashlimit-upto 1/min --hashlimit-burst 2 --hashlimit-mode dstip --hashlimit-name h1 -j ACCEPT
iptables -A INPUT -i lo -p icmp --icmp-type 8 -j DROP
ping -c 4 -i 0.1 -W 1 127.0.0.1
ping -c 4 -i 0.1 -W 1 127.0.0.2
iptables -L INPUT -n -v
iptables -F
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m recent --name seen --rcheck --seconds 60 --hitcount 3 -j DROP
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m recent --name seen --set -j ACCEPT
ping -c 5 -i 0.1 -W 1 127.0.0.1
iptables -L INPUT -n -v
iptables -F
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m recent --name knock --update --seconds 1 -j DROP
iptables -A INPUT -i lo -p icmp --icmp-type 8 -m recent --name knock --set -j ACCEPT
ping -c 3 -i 0.2 -W 1 127.0.0.1
sleep 1.5
ping -c 1 -W 1 127.0.0.1
iptables -L INPUT -n -v
iptables -F
iptables -A INPUT -i lo -m limit --limit 10/sec --limit-burst 1 -p icmp --icmp-type 8 -j ACCEPT
iptables -A INPUT -i lo -p icmp --icmp-type 8 -j DROP
ping -c 5 -i 0.25 -W 1 127.0.0.1
iptables -L INPUT -n -v
