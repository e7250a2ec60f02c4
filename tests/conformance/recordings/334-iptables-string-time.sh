# the matches string, time, quota, connlimit and connbytes: options, printed forms, errors
iptables -A INPUT -m string --algo bm --string foo
iptables -A INPUT -m string --algo kmp --string "GET /index.html" --to 100
iptables -A INPUT -p tcp -m string ! --string "two words" --algo bm --from 20 --icase
iptables -A INPUT -m string --hex-string '|00 01|a' --algo kmp --from 1 --to 20
iptables -A INPUT -m string --hex-string 'www|07|example|03|com' --algo bm
iptables -A INPUT -m string --hex-string '|DEADbeef|' --algo bm
iptables -A INPUT -m string --string 'quo"te\back' --algo bm
iptables -A INPUT -m string --string "" --algo bm
iptables -A INPUT -m string --string foo
iptables -A INPUT -m string --algo bm
iptables -A INPUT -m string --string foo --algo fast
iptables -A INPUT -m string --string foo --hex-string '|00|' --algo bm
iptables -A INPUT -m string --hex-string '|0|' --algo bm
iptables -A INPUT -m string --hex-string '|00' --algo bm
iptables -A INPUT -m string --hex-string '|0g|' --algo bm
iptables -A INPUT -m string --string foo --algo bm --from 70000
iptables -A INPUT -m string --string foo --algo bm --from 10 --to 5
iptables -A INPUT -m string --string foo --algo bm --algo kmp
iptables -A INPUT -m string --string 12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890 --algo bm
iptables -S
iptables -nL INPUT
nft list chain ip filter INPUT
iptables -F
iptables -A INPUT -m time --timestart 10:00 --timestop 11:00
iptables -A INPUT -m time --timestart 22:00 --timestop 06:00:30 --contiguous
iptables -A INPUT -m time --weekdays Mon,Tue,Fri
iptables -A INPUT -m time ! --weekdays Sa,Su --kerneltz
iptables -A INPUT -m time --weekdays 1,2,7
iptables -A INPUT -m time --monthdays 1,15,31
iptables -A INPUT -m time ! --monthdays 30
iptables -A INPUT -m time --datestart 2026-01-01 --datestop 2026-12-31T23:59:59
iptables -A INPUT -m time --datestart 2026-06
iptables -A INPUT -m time --datestart 2026 --timestart 8:00
iptables -A INPUT -m time --utc
iptables -A INPUT -m time
iptables -A INPUT -m time --timestart 25:00
iptables -A INPUT -m time --timestart 10
iptables -A INPUT -m time --timestop 10:61
iptables -A INPUT -m time --weekdays Foo
iptables -A INPUT -m time --weekdays 8
iptables -A INPUT -m time --monthdays 32
iptables -A INPUT -m time --datestart 2026-13-01
iptables -A INPUT -m time --datestart tomorrow
iptables -A INPUT -m time --timestart 10:00 --timestart 11:00
iptables -A INPUT -m time --contiguous
iptables -A INPUT -m time --timestart 10:00 --timestop 11:00 --contiguous
iptables -A INPUT -m time ! --timestart 10:00
iptables -S
iptables -L INPUT
nft list chain ip filter INPUT
iptables -F
iptables -A INPUT -m quota --quota 1000
iptables -A INPUT -m quota ! --quota 12345678901
iptables -A INPUT -m quota
iptables -A INPUT -m quota --quota x
iptables -A INPUT -p tcp -m connlimit --connlimit-above 3
iptables -A INPUT -p tcp --syn --dport 22 -m connlimit --connlimit-above 2 -j REJECT
iptables -A INPUT -p tcp -m connlimit --connlimit-upto 10 --connlimit-mask 24
iptables -A INPUT -p tcp -m connlimit --connlimit-above 10 --connlimit-mask 0 --connlimit-daddr
iptables -A INPUT -p tcp -m connlimit ! --connlimit-above 4 --connlimit-saddr
iptables -A INPUT -m connlimit --connlimit-above 4
iptables -A INPUT -m connlimit
iptables -A INPUT -m connlimit --connlimit-above x
iptables -A INPUT -m connlimit --connlimit-above 4 --connlimit-upto 5
iptables -A INPUT -m connlimit --connlimit-above 4 --connlimit-mask 33
iptables -A INPUT -m connlimit --connlimit-above 4 --connlimit-saddr --connlimit-daddr
iptables -A INPUT -m connbytes --connbytes 1000: --connbytes-dir original --connbytes-mode bytes
iptables -A INPUT -m connbytes --connbytes 10:20 --connbytes-dir both --connbytes-mode packets
iptables -A INPUT -m connbytes ! --connbytes 5:7 --connbytes-dir reply --connbytes-mode avgpkt
iptables -A INPUT -m connbytes --connbytes 5 --connbytes-dir reply --connbytes-mode avgpkt
iptables -A INPUT -m connbytes --connbytes 5
iptables -A INPUT -m connbytes --connbytes 7:5 --connbytes-dir reply --connbytes-mode avgpkt
iptables -A INPUT -m connbytes --connbytes 7 --connbytes-dir here --connbytes-mode avgpkt
iptables -A INPUT -m connbytes --connbytes 7 --connbytes-dir both --connbytes-mode size
iptables -A INPUT -m connbytes --connbytes-dir both --connbytes-mode bytes
iptables -S
iptables -L INPUT -n
nft list chain ip filter INPUT
iptables-save | grep -v '^#' > rules; iptables-restore rules; iptables-save | grep -v '^#' | diff - rules && echo same
sysctl net.netfilter.nf_conntrack_acct
ip6tables -A INPUT -p tcp -m connlimit --connlimit-above 3 --connlimit-mask 64
ip6tables -A INPUT -p tcp -m connlimit --connlimit-above 3
ip6tables -A INPUT -m string --string abc --algo bm
ip6tables -S
ip6tables -L INPUT -n
