# ipset: restore and its errors, timeouts
printf 'create a hash:ip initval 0x1\nadd a 10.0.0.1\nadd a 10.0.0.2\nCOMMIT\n' > r1
ipset restore -f r1
ipset restore -f r1 -exist
cat r1 | ipset restore
cat r1 | ipset restore -!
printf 'create b hash:ip initval 0x1\nadd b 10.0.0.1\nadd b foo\nadd b 10.0.0.3\n' > r2
ipset restore -f r2
ipset list b
printf 'add b 10.0.0.1\nadd b 10.0.0.2\nadd b 10.0.0.4\nadd b 10.0.0.2\nadd b 10.0.0.5\n' > r3
ipset restore -f r3
ipset list b
printf 'foo b 10.0.0.1\n' | ipset restore
printf '# comment\n\n   \nadd b 10.0.0.7\ndel b 10.0.0.1\n' | ipset restore
printf -- '-N c hash:ip initval 0x1\n-A c 10.0.0.5 comment "foo bar"\n' | ipset restore
printf -- 'create c2 hash:ip comment initval 0x1\nadd c2 10.0.0.5 comment "foo bar"\nadd c2 10.0.0.6 comment foo\n' | ipset restore
printf -- 'add c2 10.0.0.8 timeout\n' | ipset restore
printf -- 'add nope 10.0.0.8\n' | ipset restore
printf -- 'destroy nope\n' | ipset restore
ipset list c2
ipset restore -f nope
ipset save -f out
cat out
ipset list -f out2 a
cat out2
ipset destroy
ipset restore -f out
ipset save
ipset destroy
ipset create t hash:ip timeout 300 initval 1
ipset add t 10.0.0.1
ipset add t 10.0.0.2 timeout 1
ipset add t 10.0.0.3 timeout 0
ipset add t 10.0.0.4 timeout 3000000
ipset list t | sed 's/timeout \(29[0-9]\|300\)$/timeout ~300/;s/timeout 1$/timeout ~1/'
sleep 2
ipset list t | grep -v Size | sed 's/timeout 29[0-9]$/timeout ~300/'
ipset test t 10.0.0.2
ipset add t 10.0.0.2 timeout 600
ipset add t 10.0.0.1 timeout 600 -exist
ipset save t | sed 's/timeout 59[0-9]$/timeout ~600/'
ipset add t 10.0.0.3
ipset create u bitmap:port range 1-100 timeout 300
ipset add u 80
ipset add u 81 timeout 1
ipset list u | sed 's/timeout 29[0-9]$/timeout ~300/;s/timeout 1$/timeout ~1/'
sleep 2
ipset list u | sed 's/timeout 29[0-9]$/timeout ~300/'
ipset create v hash:net timeout 0 counters comment initval 3
ipset add v 10.0.0.0/8 packets 7 bytes 900 comment "it's"
ipset list v
ipset create w list:set timeout 300
ipset add w t timeout 1
ipset add w u
ipset list w | sed 's/timeout 29[0-9]$/timeout ~300/;s/timeout 1$/timeout ~1/'
sleep 2
ipset list w | sed 's/timeout 29[0-9]$/timeout ~300/'
ipset list t -t
