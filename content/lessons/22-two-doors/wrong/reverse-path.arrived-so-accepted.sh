root@client:~# ping -c1 -W2 192.168.2.10
answer counter = TcpExtIPReversePathFilter
answer before = after the check
