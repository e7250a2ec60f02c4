# ping: options, statistics, exit codes
ping -c 1 127.0.0.1
ping -c 2 -i 0.2 -q 127.0.0.1
ping -c 1 -s 8 127.0.0.1
ping -c 1 -s 0 127.0.0.1
ping -c 1 -s 1472 127.0.0.1
ping -c 1 -n 127.0.0.1
ping -c 1 localhost
ping -c 1 -4 localhost
ping -c 1 host
ping -c 1 -D 127.0.0.1 | grep -c '^\[[0-9]*\.[0-9]*\] 64 bytes'
ping -c 1 -t 5 127.0.0.1
ping -c 1 -p ff 127.0.0.1
ping -c 1 -I lo 127.0.0.1
ping -c 1 -I 127.0.0.1 127.0.0.1
ping -c 3 -i 0.2 -A 127.0.0.1 | tail -3 | head -2
ping -w 1 -i 0.5 127.0.0.1 | grep transmitted
ping -c 1 127.1
ping -c 1 2130706433
ping -c1 127.0.0.2
ping -c 0 127.0.0.1
ping -c x 127.0.0.1
ping -c
ping -i 0.001 -c 1 127.0.0.1 | head -1
ping -t 300 127.0.0.1
ping -I nope -c 1 127.0.0.1
ping -c 1 10.0.0.1
ping -c 1 nosuchhost
ping -c 1 nosuchhost.example
ping -c 1 256.1.1.1
ping -Q 0x10 -c 1 127.0.0.1
ping -b -c 1 127.255.255.255 -W 1
ping --help
ping -Z
ping -V
ping 127.0.0.1 & sleep 0.5; kill -INT $!; wait
timeout 1 ping -i 0.4 127.0.0.1 | grep -c bytes
