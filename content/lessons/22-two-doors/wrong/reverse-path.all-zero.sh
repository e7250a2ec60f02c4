root@client:~# ping -c1 -W2 192.168.2.10
root@node:~# sysctl -w net.ipv4.conf.all.rp_filter=0
root@client:~# ping -c1 -W2 192.168.2.10
answer counter = TcpExtIPReversePathFilter
answer before = before the check
