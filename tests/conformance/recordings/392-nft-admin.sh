# nft: flush and delete what iptables-nft made, handles, priorities, errors
iptables -N foo
iptables -A foo -j RETURN
iptables -A INPUT -j foo
iptables -A INPUT -g foo
nft -a list ruleset
nft delete chain ip filter foo
nft flush chain ip filter foo
nft delete rule ip filter INPUT handle 5
nft delete rule ip filter INPUT handle 99
nft -a list ruleset
nft flush table ip filter
nft list ruleset
nft delete chain ip filter foo
nft list ruleset
iptables -S
nft flush ruleset ip6
nft delete table filter
nft list ruleset
iptables -A INPUT
ip6tables -A INPUT
nft flush ruleset
nft list ruleset
nft delete table ip nope
nft flush table ip x
nft delete rule ip filter
nft list
nft foo
nft list table ip foo
nft list table
nft
nft -v
nft -h
iptables -t mangle -N a
iptables -t mangle -v -F
iptables -t security -v -F
iptables -t nat -v -F
iptables -t raw -v -F
nft list ruleset
nft -n list ruleset
nft -a list chains ip
nft list tables ip
ip6tables -A INPUT
nft list chain ip filter INPUT
nft list chain ip6 filter foo
nft delete table ip filter
nft delete table ip6 filter
nft list tables
