# nginx's master: titles of its processes, reload, reopen, quit while a request stands open, and what it says of signals nobody takes
ip link set lo up
cd /root
n() { nginx "$@" 2>&1 | sed -E 's,^[0-9/]{10} [0-9:]{8} (.*) [0-9]+#[0-9]+,\1 P#P,'; return ${PIPESTATUS[0]}; }
n -s reload; echo $?
n -s frob; echo $?
n -s; echo $?
nginx -frob; echo $?
nginx frob; echo $?
nginx -h; echo $?
echo > /run/nginx.pid; n -s reload; echo $?
echo 99999 > /run/nginx.pid; n -s quit; echo $?
rm /run/nginx.pid
nginx -t -q -g 'daemon on; master_process on;'; echo $?
nginx -g 'daemon on; master_process on;'; echo $?
sleep 1
ps -eo user,comm,args | grep -a nginx | grep -v 'grep\|defunct'
[ "$(cat /run/nginx.pid)" = "$(pgrep -f 'nginx: master')" ] && echo the master stands in the file
pgrep -fc 'nginx: worker'
ps -o ppid= $(pgrep -f 'nginx: worker') | sort -u | tr -d ' ' | diff - /run/nginx.pid && echo the workers are its children
curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1/
pgrep -f 'nginx: worker' > before
n -s reload; echo $?
sleep 1
pgrep -f 'nginx: worker' > after
grep -cxf before after
wc -l < after
curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1/
n -s reopen; echo $?
curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1/
nginx; echo $?
exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.1\r\nHost: a\r\n' >&3; sleep 1; n -s reload; sleep 1; ps -eo user,comm,args | grep -a nginx | grep -v 'grep\|defunct' | sort; printf '\r\n' >&3; grep -a '^Connection' <&3; exec 3>&-
exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.1\r\nHost: a\r\n' >&3; sleep 1; n -s quit; sleep 1; ps -eo user,comm,args | grep -a nginx | grep -v 'grep\|defunct'; curl -s http://127.0.0.1/; echo $?; printf '\r\n' >&3; grep -a '^Connection' <&3; exec 3>&-
sleep 1
ps -eo user,comm,args | grep -a nginx | grep -v 'grep\|defunct'
ls /run/nginx.pid
nginx; sleep 1; ps -eo user,comm,args | grep -a nginx | grep -v 'grep\|defunct'
kill -HUP $(cat /run/nginx.pid); sleep 1; pgrep -fc 'nginx: '
kill -QUIT $(cat /run/nginx.pid); sleep 1; pgrep -fc 'nginx: '
nginx; n -s stop; sleep 1; pgrep -fc 'nginx: '
