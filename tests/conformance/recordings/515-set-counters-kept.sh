# ipset: counters of members that come again
ipset create h hash:ip counters
ipset add h 10.0.0.1 packets 5 bytes 6
ipset del h 10.0.0.1
ipset add h 10.0.0.1
ipset list h | tail -1
ipset add h 10.0.0.1 packets 5 bytes 6 -exist
ipset flush h
ipset add h 10.0.0.1
ipset list h | tail -1
ipset create p bitmap:port range 1-10 counters comment
ipset add p 3 packets 5 bytes 6 comment "hello"
ipset add p 3 -exist
ipset list p | tail -1
ipset del p 3
ipset add p 3
ipset list p | tail -1
ipset create l list:set counters
ipset add l h packets 4
ipset add l h -exist; ipset list l | tail -1
ipset add l p before h
ipset list l | tail -2
ipset destroy; echo $?
ipset destroy h
ipset flush l
ipset destroy; echo $?
ipset list -n
ipset create a hash:ip; ipset create b hash:ip; ipset create l list:set; ipset add l a
ipset swap a b
ipset list l | tail -1
ipset list a | grep Ref; ipset list b | grep Ref
ipset destroy a; ipset destroy b; ipset list -n
ipset flush l
ipset destroy; ipset list -n
ipset create t hash:ip timeout 100; ipset create u hash:ip timeout 100
iptables -A INPUT -m set --match-set t src
ipset swap t u
ipset list t | grep Ref; ipset list u | grep Ref
iptables -S INPUT
ipset destroy u
ipset destroy t
ipset rename t v
iptables -F
ipset destroy; ipset list -n
ipset create x hash:net counters
ipset add x 10.0.0.0/8 packets 2 bytes 3
ipset add x 10.0.0.0/8 nomatch
ipset add x 10.0.0.0/8 nomatch -exist
ipset list x | tail -1
ipset add x 10.0.0.0/8 -exist
ipset list x | tail -1
ipset test x 10.0.0.0/8 nomatch
ipset test x 10.0.0.0/8
ipset test x 10.1.0.0
ipset del x 10.0.0.0/8 nomatch
ipset list x | sed 's/initval 0x[0-9a-f]*/initval X/'
