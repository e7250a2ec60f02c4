# iptables: which comments are quoted
for c in a-b a_b a.b a:b a/b 'a b' a+b a=b a@b a,b a%b 'a~b' 'a#b' 'a$b' 'a&b' 'a*b' 'a(b' 'a!b' 'é' '-ab' 'a|b' 'a`b' 'a^b' 'a{b' 'a[b' 'a?b' 'a<b' '"' "'"; do iptables -A INPUT -m comment --comment "$c"; done
iptables -S
