# ss, nc, curl and wget in other letters: summaries, filters, unix sockets, failures
ip netns add s; ip netns add c
ip link add eth0 netns s address 02:00:00:00:00:01 type veth peer name eth0 netns c address 02:00:00:00:00:02
for n in s c; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv4.tcp_fin_timeout=60; ip -n $n link set lo up; ip -n $n link set eth0 up; done
ip -n s addr add 10.0.0.1/24 dev eth0; ip -n c addr add 10.0.0.2/24 dev eth0
S="ip netns exec s"; C="ip netns exec c"
$S nc -l -k 7001 > /dev/null &
$S nc -u -l 7002 > /dev/null &
mkdir w; echo hello > w/a.txt; echo '{"k": [1, 2]}' > w/b.json; mkdir w/d; echo index > w/d/index.html
(cd w; exec $S python3 -m http.server 8000 > log.txt 2>&1) &
sleep 1
$C nc 10.0.0.1 7001 < <(sleep 60) &
sleep 0.5
$S ss -tln | sort
$S ss -tan | sort
$S ss -H -tan state established
$S ss -tan state listening | sort
$S ss -tan state connected | sort
$S ss -tan exclude listening | sort
$S ss -uan | sort
$S ss -lun
$S ss -tuln | sort
$S ss -a -t -u -n -4 | sort
$S ss -n -o state established
$S ss -tn sport = :7001 | sort
$S ss -tn 'dport > :1024 and sport = :7001' | sort
$S ss -tn dst 10.0.0.2 | sort
$S ss -tn dst 10.0.0.0/24 | sort
$S ss -tn src 10.0.0.1:7001 | sort
$S ss -tn not dst 10.0.0.2 | sort
$S ss -tln 'sport = :8000 or sport = :7001' | sort
$S ss -tln sport eq 7001 | sort
$S ss -tln sport neq 7001 | sort
$S ss -tln '( sport >= 7000 and sport <= 7999 )' | sort
$S ss -tn dev eth0 | sort
$S ss -tn bogus filter
$S ss -tn sport 2>&1 | head -3
$S ss -tn state bogus
$S ss -xl | sort
$S ss -w | sort
$S ss -0 | sort
$S ss -tie | grep -o 'cubic\|bbr\|wscale:[0-9,]*\|mss:[0-9]*\|pmtu:[0-9]*\|ino:\|uid:' | head -5
$S ss -tmn | tail -1 | grep -o 'skmem:(r0,rb[0-9]*,t0' | sed 's/[0-9][0-9]*/N/g'
$S ss -Z 2>&1 | head -1
$S ss --bogus 2>&1 | head -2
$S ss -V
$S ss -tO state established | sed 's/  */ /g' | cut -d' ' -f1-5
$S ss -Htln | awk '{print $4}' | sort
$S netstat -tln | sort
$S netstat -tan | grep ESTAB | sed 's/:[0-9]* *ESTAB/:P ESTAB/'
$S netstat -uln
$S netstat -rn
$C nc -z -v 10.0.0.1 7001
$C nc -zv 10.0.0.1 7001-7003
$C nc -z 10.0.0.1 7003; echo $?
$C nc -zvn -w 1 10.0.0.1 8000
$C nc -zvu 10.0.0.1 7002
$C nc -zvu -w 1 10.0.0.1 7003
$C nc -w 1 -v 10.0.0.99 80
$C nc -v 10.0.0.1
$C nc -l
$C nc -l -p 5000 -v 10.0.0.9 5000
$C nc -4 -N -v 10.0.0.1 8000 <<< $'GET /a.txt HTTP/1.0\r\n\r' | tail -1
$C nc -b 10.0.0.1 80
$C nc -s 10.0.0.77 -v 10.0.0.1 8000
$C nc -p 4444 -z -v 10.0.0.1 8000; sleep 0.2; $C ss -tan | grep 4444 | sed 's/  */ /g'
$C nc -q 0 10.0.0.1 8000 < /dev/null; echo $?
$C curl -s http://10.0.0.1:8000/a.txt
$C curl -sI http://10.0.0.1:8000/a.txt | tr -d '\r' | grep -v '^Date\|^Last'
$C curl -s -o /dev/null -w '%{http_code} %{size_download} %{content_type} %{num_connects} %{remote_ip}:%{remote_port}\n' http://10.0.0.1:8000/b.json
$C curl -s -w '\n%{url_effective} %{redirect_url} %{http_version} %{method}\n' -o /dev/null http://10.0.0.1:8000/d
$C curl -sL -w '%{num_redirects}\n' http://10.0.0.1:8000/d
$C curl -s -f http://10.0.0.1:8000/none; echo $?
$C curl -sS -f http://10.0.0.1:8000/none; echo $?
$C curl -s http://10.0.0.1:8000/b.json | jq -c .k | cat
$C curl -s -X POST -d x=1 http://10.0.0.1:8000/a.txt | grep -o 'Error code: [0-9]*'
$C curl -v -s http://10.0.0.1:8000/a.txt 2>&1 | tr -d '\r' | grep -v '^< Date\|^< Last\|^. Connected\|bytes data'
$C curl http://10.0.0.1:8001/
$C curl -s http://10.0.0.1:8001/; echo $?
$C curl -sS -m 1 http://10.0.0.97/ 2>&1 | sed 's/[0-9]* milli/N milli/'; echo $?
$C curl --connect-timeout 1 http://10.0.0.99/; echo $?
$C curl -sS --max-time 0.5 http://10.0.0.1:7001/ 2>&1 | sed 's/[0-9]* milli/N milli/'; echo $?
$C curl http://nosuch.example/
$C curl http://10.9.9.9/
$C curl foo://10.0.0.1/
$C curl http://
$C curl
$C curl --bogus
$C curl http://10.0.0.1:99999/
$C curl -s -H 'X: y' -A me -e ref -v http://10.0.0.1:8000/a.txt 2>&1 | tr -d '\r' | grep '^>'
$C curl -s -r 0-2 http://10.0.0.1:8000/a.txt
$C curl -s --interface eth0 http://10.0.0.1:8000/a.txt
$C curl --interface nope http://10.0.0.1:8000/a.txt
$C curl -s --resolve web:8000:10.0.0.1 http://web:8000/a.txt
$C curl -s -O http://10.0.0.1:8000/b.json; cat b.json
$C curl -s http://10.0.0.1:8000/{a.txt,b.json}
$C curl -s -d @w/a.txt -G 'http://10.0.0.1:8000/a.txt'
$C wget -q -O - http://10.0.0.1:8000/a.txt
$C wget -S --spider http://10.0.0.1:8000/a.txt 2>&1 | grep -v 'Date\|Last\|^--\|^Connecting'
$C wget -q http://10.0.0.1:8000/none; echo $?
$C wget -nv http://10.0.0.1:8000/none 2>&1 | sed 's/^[0-9-]* [0-9:]*/D T/'
$C wget -nv -O x http://10.0.0.1:8000/a.txt 2>&1 | sed 's/^[0-9-]* [0-9:]*/D T/'
$C wget -t 1 -T 1 http://10.0.0.1:8001/ 2>&1 | sed 's/^--.*--/--D--/'
$C wget -t 1 -T 1 http://10.0.0.98/ 2>&1 | sed 's/^--.*--/--D--/'
$C wget nosuch.example 2>&1 | sed 's/^--.*--/--D--/'
$C wget
grep -c GET w/log.txt > /dev/null; cut -d'"' -f2,3 w/log.txt | sort | uniq -c | sort -rn | head -4
kill %4; sleep 0.3; $S ss -tan | grep -v LISTEN | sed 's/  */ /g;s/:[0-9]* *$/:P/' | sort | head -3
kill %1 %2 %3; wait 2> /dev/null; $S ss -tln
