# ipset: names of hosts
cat >> /etc/hosts <<F
10.0.0.7 web web.example
10.0.0.8 my-db
fd00::7 six
F
ipset create h hash:ip; ipset create p hash:ip,port; ipset create n hash:net; ipset create s hash:ip family inet6
iptables -A INPUT -p icmp
ipset add h web
ipset add h web.example
ipset add h my-db
ipset add h [my-db]
ipset add h localhost
ipset list h | sed 1,/Members/d | sort
ipset add p web,80; ipset add p web,udp:53; ipset add p [my-db],tcp:http
ipset list p | sed 1,/Members/d | sort
ipset add n web/24; ipset list n | tail -1
ipset test h web; ipset test h nosuch; ipset test h 10.0.0.8
ipset add s six; ipset add s web; ipset list s | tail -1
ipset add h 10.0.0.300
ipset add h nosuchhost
ipset add h ''
ipset add h 10.0.0
ipset del h web; ipset del h web
iptables -nvL INPUT
