# jobs after kill -STOP, %1 after its end, CHLD traps during wait, /dev/tcp over IPv6
sleep 30 &
kill -STOP %1
sleep 0.1
jobs
jobs -l | awk '{$2 = "PID"; print}'
jobs -s
jobs -r
kill -CONT %1
sleep 0.1
jobs
jobs -r
kill %1
sleep 0.1
jobs
jobs
sleep 0.1 &
sleep 0.3
kill %1
kill -0 %1
wait %1
echo $?
jobs
(exit 3) & sleep 0.2
wait %1; echo $?
(exit 4) & sleep 0.2
wait $!; echo $?
wait $!; echo $?
sleep 0.1 & sleep 5 & sleep 0.3; jobs
jobs
kill %2; wait %2; echo $?
jobs
sleep 5 & kill -9 $!; wait $! 2> /dev/null; echo $?
sleep 5 & kill -INT %1; sleep 0.1; jobs; kill %1; wait
sleep 5 & sleep 6 & jobs %+; jobs %-; jobs %2 %1; jobs %5; kill %sleep; kill '%?6'; sleep 0.1; kill %1; sleep 0.1; jobs > /dev/null; jobs
trap 'echo child' CHLD
sleep 0.1 & sleep 0.3 & wait
echo after
sleep 0.1 & wait $!; echo "status $?"
(sleep 0.1; exit 7) & wait $!; echo "status $?"
for i in 1 2 3; do (exit $i) & done; wait
/bin/true
$(exit 2)
x=$(echo sub); echo $x
sleep 0.1; echo foreground
trap - CHLD
trap 'echo usr1' USR1
(sleep 0.2; kill -USR1 $$; sleep 0.1) & wait; echo "wait $?"; wait; echo "wait $?"
sleep 0.5 & (sleep 0.1; kill -USR1 $$) & wait %1; echo $?; wait; echo $?
trap -p
trap - USR1
cat > c.sh <<'X'
trap 'echo chld $?' CHLD
sleep 0.1 &
sleep 0.3
echo one
sleep 0.1 &
wait
echo two
false
echo three
X
bash c.sh
cat > s.sh <<'X'
sleep 20 &
p=$!
kill -STOP $p
sleep 0.1
jobs
kill -CONT $p
kill $p
wait $p
echo $?
jobs
X
bash s.sh
set -m
sleep 20 &
kill -STOP %1; sleep 0.1; jobs
bg; sleep 0.1; jobs
kill %1; sleep 0.1; jobs
(exit 5) & sleep 0.2; jobs
sleep 0.1; jobs
set +m
ip addr add 2001:db8::1/64 dev lo
timeout 3 nc -6 -l 8080 > six.txt &
sleep 0.3; exec 3<> /dev/tcp/::1/8080; echo "hello six" >&3; exec 3>&-; sleep 0.3; cat six.txt
wait
(exec 3<> /dev/tcp/::1/8081) 2>&1 | sed 's#^/run/[^:]*#SH#'
(exec 3<> /dev/tcp/2001:db8::99/80) 2>&1 | sed 's#^/run/[^:]*#SH#'
(echo > /dev/tcp/2001:db9::1/80) 2>&1 | sed 's#^/run/[^:]*#SH#'
(echo > /dev/tcp/[::1]/80) 2>&1 | sed 's#^/run/[^:]*#SH#'
timeout 2 nc -6 -u -l 8082 > six.txt & 
sleep 0.3; echo udp six > /dev/udp/::1/8082; sleep 0.3; cat six.txt; wait
(echo > /dev/tcp/127.0.0.1/81) 2>&1 | sed 's#^/run/[^:]*#SH#'
(echo > /dev/tcp/127.0.0.1/http) 2>&1 | sed 's#^/run/[^:]*#SH#'
(echo > /dev/tcp/127.0.0.1/nosuch) 2>&1 | sed 's#^/run/[^:]*#SH#'
(echo > /dev/tcp/nosuch.example/80) 2>&1 | sed 's#^/run/[^:]*#SH#'
