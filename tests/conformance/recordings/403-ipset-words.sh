# ipset: types, members, and what it says of words it does not take
ipset
ipset foo
ipset help
ipset help hash:ip
ipset help hash:net
ipset help hash:ip,port
ipset help hash:net,port
ipset help hash:ip,port,ip
ipset help hash:ip,port,net
ipset help bitmap:port
ipset help bitmap:ip
ipset help list:set
ipset help foo
ipset version
ipset -v
ipset list
ipset list -n
ipset save
ipset list zz
ipset save zz
ipset flush zz
ipset destroy zz
ipset -q destroy zz
ipset rename zz yy
ipset swap zz yy
ipset create
ipset create x
ipset create x foo
ipset create x hash:ip foo
ipset create x hash:ip family
ipset create x hash:ip family foo
ipset create x hash:ip netmask 33
ipset create x hash:ip timeout foo
ipset create x hash:ip timeout -1
ipset create x hash:ip timeout 3000000
ipset create x hash:ip hashsize 100 hashsize 200
ipset create x hash:ip maxelem -1
ipset create x hash:ip initval foo
ipset create x hash:ip range 10.0.0.0/24
ipset create x hash:net netmask 24
ipset create x bitmap:port
ipset create x bitmap:port range 5
ipset create x bitmap:port range 70000-70001
ipset create x bitmap:ip
ipset create x bitmap:ip range 10.0.0.0/8
ipset create x hash:mac
ipset create x hash:net,net
ipset create verylongnameverylongnameverylong hash:ip
ipset create verylongnameverylongnameverylon hash:ip
ipset list -o foo
ipset destroy verylongnameverylongnameverylon
ipset c a hash:ip initval 1
ipset cr a hash:ip initval 1
ipset new a2 iphash initval 0x10
ipset -N a3 hash:ip initval 1 hashsize 100 maxelem 2
ipset n a4 hash:ip initval 1 family ipv6
ipset create a5 hash:ip initval 1 -6
ipset create a6 hash:ip initval 1 forceadd bucketsize 3
ipset create a7 hash:ip initval 1 bucketsize 20 netmask 24
ipset create a8 hash:ip comment counters timeout 10 family inet maxelem 5 hashsize 64 initval 7
ipset create a hash:ip initval 1
ipset create a hash:net
ipset create a hash:ip -exist
ipset create a hash:net -exist
ipset create a hash:ip timeout 10 -exist
ipset list -t
ipset l -n
ipset sa a8
ipset save
ipset list a -o xml
ipset list -o xml -t a8
ipset list a -o save
ipset save a -o plain
ipset ls
ipset -list
ipset d a
ipset destroy a a2
ipset list a a2
ipset add
ipset add a
ipset add a 10.0.0.1
ipset add a 10.0.0.1
ipset add a 10.0.0.1 -exist
ipset -! add a 10.0.0.1
ipset -q add a 10.0.0.1
ipset -exist add a 10.0.0.1
ipset add zz 10.0.0.1
ipset add a foo
ipset add a 10.0.0.300
ipset add a 10.0.0.1 foo
ipset add a 10.0.0.1 timeout
ipset add a 10.0.0.1 timeout 3
ipset add a 10.0.0.1 comment foo
ipset add a 10.0.0.1 packets 3
ipset add a 10.0.0.1 timeout foo
ipset add a 10.0.0.1,80
ipset add a fd00::1
ipset add a 10.0.0.0/33
ipset add a 10.0.0.0/foo
ipset del a 10.0.0.2
ipset -q del a 10.0.0.2
ipset del a 10.0.0.2 -exist
ipset del zz 10.0.0.2
ipset test a 10.0.0.1
ipset test a 10.0.0.2
ipset -q test a 10.0.0.1
ipset -q test a 10.0.0.2
ipset test zz 10.0.0.1
ipset -A a 10.0.0.3
ipset -T a 10.0.0.3
ipset -D a 10.0.0.3
ipset t a 10.0.0.1
ipset -L a
ipset -S a
ipset list a
ipset add a3 10.0.0.1
ipset add a3 10.0.0.2
ipset add a3 10.0.0.3
ipset add a3 10.0.0.8/30
ipset add a3 10.0.0.1-10.0.0.2
ipset del a3 10.0.0.1-10.0.0.2
ipset test a3 10.0.0.1-10.0.0.2
ipset test a3 10.0.0.0/30
ipset list a3
ipset add a7 10.0.0.77
ipset add a7 10.0.0.78
ipset add a7 10.0.4.0/22
ipset list a7 -s
ipset list a7
ipset add a4 fd00::1
ipset add a4 10.0.0.1
ipset add a4 fd00::/64
ipset add a4 fd00::1-fd00::3
ipset list a4
ipset -F a
ipset -E a aa
ipset -W aa a2
ipset list -n
ipset swap aa a4
ipset swap aa zz
ipset rename aa a2
ipset -X aa
ipset flush
ipset destroy
ipset list
