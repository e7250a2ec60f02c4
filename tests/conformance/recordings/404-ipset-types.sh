# ipset: each type's members, in the kernel's order for a fixed initval
ipset create h hash:ip initval 0x12345678
for i in 1 2 3 4 5 6 7 8 9 10; do ipset add h 10.0.0.$i; done
ipset add h 192.168.7.0/28
ipset list h
ipset save h
ipset list h -sorted
ipset del h 10.0.0.5
ipset del h 192.168.7.0-192.168.7.7
ipset list h
ipset create n hash:net initval 0x99 counters comment
ipset add n 10.0.0.0/24 comment "hello world"
ipset add n 10.1.0.0/16 packets 5 bytes 600
ipset add n 0.0.0.0/0
ipset add n 10.0.0.5
ipset add n 10.0.0.1/24
ipset add n 10.2.0.1/24 nomatch
ipset add n 10.2.0.0/16
ipset add n 172.16.0.0-172.16.2.77
ipset list n
ipset save n
ipset list n -s
ipset list n -o xml
ipset test n 10.0.0.77
ipset test n 10.2.0.77
ipset test n 10.2.1.77
ipset test n 10.2.0.0/24
ipset test n 10.2.0.0/24 nomatch
ipset test n 10.9.0.0/24
ipset del n 10.0.0.0/24
ipset test n 10.0.0.77
ipset list n -t
ipset create p hash:ip,port initval 1
ipset add p 10.0.0.1
ipset add p 10.0.0.1,80,90
ipset add p 10.0.0.1,foo
ipset add p 10.0.0.1,tcp:foo
ipset add p 10.0.0.1,foo:80
ipset add p 10.0.0.1,tcp:99999
ipset add p 10.0.0.1,ospf:80
ipset add p 10.0.0.1,80
ipset add p 10.0.0.1,tcp:80
ipset add p 10.0.0.1,http
ipset add p 10.0.0.1,udp:domain
ipset add p 10.0.0.1,sctp:80
ipset add p 10.0.0.1,udplite:80
ipset add p 10.0.0.1,50:0
ipset add p 10.0.0.1,ospf:0
ipset add p 10.0.0.1,vrrp:0
ipset add p 10.0.0.1,icmp:8
ipset add p 10.0.0.1,icmp:3/1
ipset add p 10.0.0.1,icmp:99/1
ipset add p 10.0.0.1,icmp:foo
ipset add p 10.0.0.1,icmp:echo-request
ipset add p 10.0.0.1,icmp:ping
ipset add p 10.0.0.0/30,tcp:443
ipset add p 10.0.1.1-10.0.1.2,tcp:444-445
ipset add p 10.0.0.1,8080-8090
ipset list p
ipset list p -s
ipset save p
ipset test p 10.0.0.1,tcp:80
ipset test p 10.0.0.1,81
ipset test p 10.0.0.1,icmp:8/0
ipset del p 10.0.0.1,http
ipset del p 10.0.0.1,8080-8090
ipset list p -t
ipset create big hash:ip,port initval 1
ipset add big 10.0.0.1,80-443
ipset list big
ipset create m hash:net,port initval 5
ipset add m 10.0.0.0/8,icmp:ping
ipset add m 10.0.0.0-10.0.0.9,tcp:80
ipset add m 10.0.0.0/24,tcp:80-82
ipset add m 10.0.0.0/24,udp:53 nomatch
ipset list m
ipset list m -s
ipset test m 10.0.0.77,tcp:81
ipset test m 10.0.0.77,udp:53
ipset create k hash:ip,port,ip initval 6
ipset add k 10.0.0.1,80,192.168.0.1
ipset add k 10.0.0.2,udp:53,192.168.0.1
ipset add k 10.0.0.2,53
ipset list k
ipset test k 10.0.0.1,80,192.168.0.1
ipset test k 10.0.0.1,80,192.168.0.2
ipset create j hash:ip,port,net initval 6
ipset add j 10.0.0.1,80,192.168.0.0/16
ipset add j 10.0.0.1,81,10.7.0.0/24
ipset list j
ipset test j 10.0.0.1,80,192.168.7.7
ipset test j 10.0.0.1,80,192.169.7.7
ipset create h6 hash:ip family inet6 initval 9
for i in 1 2 3 a b c 10 100; do ipset add h6 fd00::$i; done
ipset list h6
ipset list h6 -s
ipset create n6 hash:net family inet6 initval 9
ipset add n6 fd00:1::/64
ipset add n6 fd00:2::/48
ipset add n6 fd00:3::1
ipset list n6
ipset test n6 fd00:1::77
ipset test n6 fd00:2:0:1::77
ipset test n6 fd00:4::77
ipset create p6 hash:ip,port family inet6 initval 9
ipset add p6 fd00::1,80
ipset add p6 fd00::2,udp:53
ipset add p6 fd00::2,icmpv6:ping
ipset list p6
ipset create m6 hash:net,port family inet6 initval 9
ipset add m6 fd00::/64,80
ipset list m6
ipset create j6 hash:ip,port,net family inet6 initval 9
ipset add j6 fd00::1,80,fd00::/64
ipset list j6
ipset create f bitmap:port range 0-1000
ipset add f http
ipset add f tcp:81
ipset add f udp:82
ipset add f 70-72
ipset add f 80
ipset add f 1001
ipset add f 80-foo
ipset test f 80
ipset test f 83
ipset test f 2000
ipset del f 71
ipset del f 71
ipset list f
ipset save f
ipset create g bitmap:ip range 10.0.0.0/24 counters
ipset add g 10.0.0.0/30
ipset add g 10.0.0.1
ipset add g 10.0.1.0
ipset add g foo
ipset test g 10.0.0.2
ipset test g 11.0.0.2
ipset del g 10.0.0.1
ipset list g
ipset create g2 bitmap:ip range 10.0.0.0/16 netmask 24
ipset add g2 10.0.3.7
ipset list g2
ipset create g3 bitmap:ip range 10.0.0.0-10.0.0.9
ipset list g3
ipset create l list:set counters comment
ipset add l h
ipset add l n comment "nets" packets 3 bytes 4
ipset add l h
ipset add l zzz
ipset add l l
ipset test l h
ipset test l p
ipset add l p before n
ipset add l f after n
ipset add l g before zz
ipset add l g after h6
ipset add l g after
ipset add l g before n after n
ipset test l p before n
ipset test l p after n
ipset list l
ipset save l
ipset list -t h
ipset destroy h
ipset rename h hh
ipset del l n before h
ipset del l h
ipset del l h
ipset destroy h
ipset list l -s
ipset list -n
ipset swap n m
ipset swap n n6
ipset swap p k
ipset swap p big
ipset list big -t
ipset flush p
ipset flush
ipset list l
ipset destroy
