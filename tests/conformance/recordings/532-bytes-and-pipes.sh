# dd, truncate, named pipes, checksums, stdbuf, setsid: what carries data to and from sockets in a script
dd if=/dev/zero of=/tmp/q bs=1k count=3 status=none; wc -c < /tmp/q; echo "exit $?"
dd if=/dev/zero bs=100 count=7 2>/dev/null | wc -c
dd if=/tmp/q of=/tmp/r bs=1000 count=2 skip=1 status=noxfer
dd if=/tmp/q of=/tmp/r ibs=700 obs=512 status=noxfer
dd if=/tmp/q of=/tmp/r bs=512 count=1 seek=4 status=noxfer; wc -c < /tmp/r
printf 'abcdefgh' > /tmp/s; printf XY | dd of=/tmp/s bs=1 seek=2 conv=notrunc status=none; cat /tmp/s; echo
printf 'abcdefgh' > /tmp/s; printf XY | dd of=/tmp/s bs=1 seek=2 status=none; cat /tmp/s; echo
printf 'abcdef' | dd bs=4 status=noxfer | od -An -c
printf 'abcdef' | dd bs=4 conv=sync status=noxfer 2>/dev/null | od -An -c
printf 'abcdef' | dd bs=2 skip=1 count=1 status=none; echo
dd if=/dev/zero bs=2x3 count=2 status=noxfer | wc -c
dd if=/nonexistent
dd foo=1
dd bs=x
dd bs=0
dd status=maybe
dd if=/tmp of=/dev/null status=noxfer
dd of=/nonexistent/q
dd if=/dev/zero count=0 of=/dev/null 2>&1 | sed "s/copied.*/copied/"
dd if=/tmp/q bs=1k of=/dev/null 2>&1 | sed 's/copied.*/copied/'
dd if=/dev/zero bs=600 count=1 of=/dev/null 2>&1 | sed 's/copied.*/copied/'
dd if=/dev/zero bs=1M count=12 of=/dev/null 2>&1 | sed 's/copied.*/copied/'
truncate -s 10K /tmp/t; wc -c < /tmp/t; truncate -s +5 /tmp/t; wc -c < /tmp/t; truncate -s -15 /tmp/t; wc -c < /tmp/t; truncate -s 0 /tmp/t; wc -c < /tmp/t
truncate /tmp/t
truncate -s x /tmp/t
truncate -s 5
truncate -s 5 /nonexistent/x
truncate -c -s 5 /tmp/none.at.all; ls /tmp/none.at.all
mkfifo /tmp/ff; ls -l /tmp/ff | cut -c1-10; stat -c %F /tmp/ff; test -p /tmp/ff && echo fifo; file /tmp/ff 2>/dev/null | grep -c nothing
mkfifo /tmp/ff
mkfifo
mkfifo -m 600 /tmp/fg && stat -c %a /tmp/fg
cat /tmp/ff & echo through > /tmp/ff; wait
(echo a; echo b) > /tmp/ff & while read -r x; do echo "got $x"; done < /tmp/ff; wait
sort < /tmp/ff > /tmp/sorted & printf '3\n1\n2\n' > /tmp/ff; wait; paste -sd, /tmp/sorted
timeout 1 cat /tmp/ff; echo $?
timeout 1 sh -c 'echo nobody reads > /tmp/ff'; echo $?
nc -l -p 7000 -s 127.0.0.1 < /tmp/ff > /tmp/got & sleep 0.5; exec 5> /tmp/ff; (echo question; sleep 1) | timeout 2 nc 127.0.0.1 7000 > /tmp/answer & sleep 0.3; echo answer >&5; exec 5>&-; wait; cat /tmp/got /tmp/answer
rm /tmp/ff; ls /tmp/ff
unlink /tmp/fg; unlink /tmp/fg; unlink; unlink a b
printf hello | cksum; printf hello > /tmp/h; cksum /tmp/h; cksum /tmp/h /tmp/q; cksum /nonexistent
printf hello | sum; printf hello | sum -s; sum /tmp/h /tmp/q; sum -s /tmp/q
printf hello | sha1sum; sha1sum /tmp/h > /tmp/sums; sha1sum -c /tmp/sums; sha512sum /tmp/h | cut -c1-40; printf '' | sha512sum | cut -c1-20; head -c 200 /dev/zero | sha512sum | cut -c1-20; head -c 200 /dev/zero | sha1sum
sync; echo $?
stdbuf -oL; stdbuf -oX cat; stdbuf ls; stdbuf -o L nosuch; echo $?; stdbuf -i L cat
(stdbuf -oL awk '{print; system("")}' | head -1) <<< line; yes | stdbuf -oL head -2
(for i in 1 2; do echo $i; sleep 0.4; done) | stdbuf -oL grep . | while read -r l; do echo "$l"; done
setsid; setsid nosuch; echo $?; setsid -w sh -c 'exit 3'; echo $?; setsid echo in a session
setsid -f sh -c 'sleep 0.3; echo later'; echo first; sleep 1
printf '%d\n' 08 0x1g 12z 1e3; printf '%d\n' 0x
grep -rn local /etc/hosts | head -1 | cut -d: -f1; mkdir -p /tmp/d; echo local > /tmp/d/f; grep -rn local /tmp/d; grep -r local /tmp/d/f; grep -rn local /tmp/d/f /tmp/h; cd /tmp/d; grep -r local; grep -rH local f
