# iperf3: what it says before a test begins
iperf3 --version | sed 2d
iperf3 -h | head -20
iperf3 2>&1 | head -4
iperf3; echo status $?
iperf3 -s -c 10.0.0.1 2>&1 | head -3
iperf3 -c 2>&1 | head -4
iperf3 --bogus 2>&1 | head -4
iperf3 -q 2>&1 | head -3
iperf3 --bit 2>&1 | head -3
iperf3 --ver 2>&1 | head -3
iperf3 -c 127.0.0.1; echo status $?
iperf3 -c 127.0.0.1 -p 5202
iperf3 -c 127.0.0.1 -J | grep -v system_info; echo status $?
iperf3 -c 127.0.0.1 -V 2>&1 | sed 2d
iperf3 -c 127.0.0.1 -V -u 2>&1 | sed 2d
iperf3 -c 10.99.99.99; echo status $?
iperf3 -6 -c 127.0.0.1
iperf3 -4 -c ::1
iperf3 -c 127.0.0.1 -p 0 2>&1 | head -1
iperf3 -c 127.0.0.1 -p 70000 2>&1 | head -1
iperf3 -s -p abc 2>&1 | head -1
iperf3 -c 127.0.0.1 --cport 70000 2>&1 | head -1
iperf3 -c 127.0.0.1 -t 100000 2>&1 | head -1
iperf3 -c 127.0.0.1 -t 1 -n 5 2>&1 | head -1
iperf3 -c 127.0.0.1 -k 5 -t 3 2>&1 | head -1
iperf3 -c 127.0.0.1 -n 1M -t 0 2>&1 | head -1
iperf3 -c 127.0.0.1 -P 200 2>&1 | head -1
iperf3 -c 127.0.0.1 -l 2M 2>&1 | head -1
iperf3 -c 127.0.0.1 -u -l 70000 2>&1 | head -1
iperf3 -c 127.0.0.1 -u -l 10 2>&1 | head -1
iperf3 -c 127.0.0.1 -i 0.01 2>&1 | head -1
iperf3 -c 127.0.0.1 -i 100 2>&1 | head -1
iperf3 -s -i 0.01 2>&1 | head -1
for o in '-t 5' -R -u '-b 1M' '-l 100' '-P 2' --bidir '-w 10K' '-n 10' -N -Z '-O 1' '-T x'; do echo "$o: $(iperf3 -s $o 2>&1 | head -1)"; done
iperf3 -c 127.0.0.1 -D 2>&1 | head -1
iperf3 -c 127.0.0.1 -1 2>&1 | head -1
iperf3 -c 127.0.0.1 -w 600M 2>&1 | head -1
iperf3 -c 127.0.0.1 -O 700 2>&1 | head -1
iperf3 -c 127.0.0.1 -f x 2>&1 | head -1
iperf3 -c 127.0.0.1 -R --bidir 2>&1 | head -1
iperf3 -c 127.0.0.1 --bidir -R 2>&1 | head -1
iperf3 -c 127.0.0.1 -S 256 2>&1 | head -1
iperf3 -c 127.0.0.1 --dscp 64 2>&1 | head -1
iperf3 -c 127.0.0.1 --dscp nosuch 2>&1 | head -1
iperf3 -c 127.0.0.1 -b 1M/2000 2>&1 | head -1
iperf3 -c 127.0.0.1 -B 9.9.9.9
iperf3 -s -B 9.9.9.9; echo status $?
iperf3 -c 127.0.0.1 --bind-dev nosuch
iperf3 -c 127.0.0.1 -t abc
iperf3 -c 127.0.0.1 extra
iperf3 -c 127.0.0.1 -n 1X
iperf3 -c 127.0.0.1 -T hello
iperf3 -c 127.0.0.1 --connect-timeout 100
iperf3 -c 127.0.0.1 --logfile /tmp/log; echo status $?
cat /tmp/log
iperf3 -s --logfile /nosuch/log 2>&1 | head -2
