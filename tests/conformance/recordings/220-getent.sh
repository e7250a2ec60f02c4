# getent: every database, names and numbers, hosts through files and DNS, nsswitch.conf
getent
getent bogus
getent hosts
getent hosts localhost
getent hosts host nope
getent hosts 127.0.0.1
getent hosts 127.0.1.1 ::1
getent ahosts localhost
getent ahosts 10.1.2.3
getent ahostsv4 host
getent ahostsv6 host
getent ahostsv6 ::1
getent hosts 10.1.2.3
getent hosts ::1
getent ahosts ::1
getent ahosts nope.example
getent services http
getent services 80
getent services 80/tcp
getent services http/udp
getent services domain/udp domain
getent services nosuch
getent services 53
getent services www
getent protocols icmp
getent protocols 6
getent protocols UDP 17
getent protocols nosuch
getent passwd root
getent passwd 0 33
getent passwd nosuch
getent group sudo
getent group 0
getent networks
getent networks loopback
getent networks 127
getent ethers a
getent initgroups root
getent services | head -3
getent protocols | head -3
getent group | head -2
getent -s files hosts localhost
getent -s dns hosts localhost
getent --help | head -5
getent -V | head -1
getent netgroup x
getent aliases
printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' > /etc/resolv.conf
printf '10.1.1.1 web web.lab # c\n10.1.1.2 web\nfd00::1 web\n' >> /etc/hosts
getent hosts web
getent ahosts web
getent ahostsv6 web
getent ahostsv4 web
getent hosts WEB.LAB
getent hosts 10.1.1.2
ping -c1 -W1 web | head -1
sed -i 's/^hosts:.*/hosts: dns/' /etc/nsswitch.conf
getent hosts web
ping -c1 -W1 web
sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf
getent hosts web
ping -c1 -W1 nope
getent ahosts nope; echo $?
sed -i '/^hosts:/d' /etc/nsswitch.conf
getent hosts web
