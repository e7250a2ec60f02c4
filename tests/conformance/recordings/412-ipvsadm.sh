# oracle: uml
# oracle: modules ip_vs ip_vs_rr ip_vs_wrr ip_vs_lc ip_vs_wlc ip_vs_sh ip_vs_sed ip_vs_nq nf_conntrack
# ipvsadm: services, servers, listings, errors
ipvsadm
ipvsadm -L
ipvsadm -Ln
ipvsadm --version
ipvsadm -h
ipvsadm -A
ipvsadm -A -t
ipvsadm -A -t 10.0.0.1
ipvsadm -A -t 10.0.0.1:80
ipvsadm -A -t 10.0.0.1:80
ipvsadm -A -t 10.0.0.1:81 -s rr
ipvsadm -A -t 10.0.0.1:82 -s foo
ipvsadm -A -u 10.0.0.1:53 -s wrr -p
ipvsadm -A -u 10.0.0.1:54 -s sh -p 600 -M 255.255.255.0
ipvsadm -A -f 7 -s lc
ipvsadm -A -t 10.0.0.1:84 -s sh -b sh-fallback,sh-port
ipvsadm -A -t 10.0.0.1:85 -s sh -b foo
ipvsadm -A -t 10.0.0.1:86 -s sed -o
ipvsadm -A -t [fd00::1]:80 -s rr
ipvsadm -A -t 10.0.0.1:foo -s rr
ipvsadm -A -t 10.0.0.1:http -s rr
ipvsadm -A -t 10.0.0.2:http -s rr
ipvsadm -A -t 10.0.0.1:99999 -s rr
ipvsadm -A -t 10.0.0.1:0 -s rr
ipvsadm -A -t 10.0.0.1:0 -s rr -p 300
ipvsadm -A -t 10.0.0.1:80 -u 10.0.0.1:80
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.1:8080 -m
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.1:8080 -m
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.2:8080 -m -w 3
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.3
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.4 -g
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.5 -i -x 10 -y 5
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.6:81 -g
ipvsadm -a -t 10.0.0.9:80 -r 10.0.1.6:81 -m
ipvsadm -a -t 10.0.0.1:80
ipvsadm -a -r 10.0.0.1:80
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.9 -m -w foo
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.9 -m -w -1
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.9 -m -g
ipvsadm -a -f 7 -r 10.0.1.1
ipvsadm -a -t [fd00::1]:80 -r [fd00::2]:8080 -m
ipvsadm -e -t 10.0.0.1:80 -r 10.0.1.1:8080 -m -w 5
ipvsadm -e -t 10.0.0.1:80 -r 10.0.1.77:8080 -m -w 5
ipvsadm -e -t 10.0.0.9:80 -r 10.0.1.77:8080 -m -w 5
ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.77:8080
ipvsadm -d -t 10.0.0.9:80 -r 10.0.1.77:8080
ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.6:80
ipvsadm -d -t 10.0.0.1:80
ipvsadm -E -t 10.0.0.1:81 -s wlc -p 60
ipvsadm -E -t 10.0.0.99:81 -s wlc
ipvsadm -D -t 10.0.0.99:81
ipvsadm -D -t 10.0.0.1:82
ipvsadm -D
ipvsadm -Ln
ipvsadm -L
ipvsadm -ln -t 10.0.0.1:80
ipvsadm -ln -t 10.0.0.77:80
ipvsadm -ln -u 10.0.0.1:53
ipvsadm -ln -f 7
ipvsadm -Ln --stats
ipvsadm -Ln --rate
ipvsadm -Ln --stats --exact
ipvsadm -Ln --thresholds
ipvsadm -Ln --persistent-conn
ipvsadm -Ln --sort
ipvsadm -Lnc
ipvsadm -Ln --timeout
ipvsadm -Ln --stats --rate
ipvsadm -S
ipvsadm -Sn
ipvsadm -S -n -t 10.0.0.1:80
ipvsadm -Z
ipvsadm -Z -t 10.0.0.1:80
ipvsadm -Z -t 10.0.0.77:80
ipvsadm --set 900 120 300
ipvsadm --set 900 120
ipvsadm --set 900 foo 300
ipvsadm -L --timeout
ipvsadm -Sn > saved
ipvsadm -C
ipvsadm -Ln
ipvsadm -R < saved
ipvsadm -Ln
echo "-A -t 1.2.3.4:80 -s rr
-a -t 1.2.3.4:80 -r 1.1.1.1:80 -m
foo
-a -t 1.2.3.5:80 -r 1.1.1.1:80 -m" | ipvsadm -R
ipvsadm -Ln -t 1.2.3.4:80
ipvsadm -X
ipvsadm --foo
ipvsadm foo
ipvsadm -L foo
ipvsadm -A -L
ipvsadm -L -s rr
ipvsadm -A -t 10.3.0.1:80 -r 10.0.0.1
ipvsadm -C -t 10.0.0.1:80
ipvsadm -L -c -t 10.0.0.1:80
sysctl -a 2>/dev/null | grep net.ipv4.vs
ipvsadm --add-service --tcp-service 10.4.0.1:80 --scheduler nq
ipvsadm --add-server --tcp-service 10.4.0.1:80 --real-server 10.0.1.1:80 --masquerading --weight 2
ipvsadm --list --numeric -t 10.4.0.1:80
ipvsadm --edit-server -t 10.4.0.1:80 -r 10.0.1.1:80 -w 0 -m
ipvsadm --delete-server -t 10.4.0.1:80 -r 10.0.1.1:80
ipvsadm --delete-service -t 10.4.0.1:80
ipvsadm --clear
ipvsadm -A -t 10.0.0.1:80 -s rr -p 0
ipvsadm -A -t 10.0.0.1:80 -s rr -p foo
ipvsadm -A -f 0 -s rr
ipvsadm -A -f foo -s rr
ipvsadm -A -f 0x10 -6 -s rr
ipvsadm -Ln
