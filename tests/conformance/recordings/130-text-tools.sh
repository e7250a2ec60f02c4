# the text tools that people pipe network output through
printf 'eth0 UP 10.0.0.1\nlo UNKNOWN 127.0.0.1\neth1 DOWN\n' > t
cat t
cat -n t
grep UP t
grep -v UP t
grep -c eth t
grep -i up t
grep -o 'eth[0-9]' t
grep -n lo t
grep -E '^(eth|lo)[0-9]* U' t
grep -q nope t
grep nope t
grep -w UP t | wc -w
grep -A1 lo t
grep x nope
grep -F '10.0.0.1' t
cut -d' ' -f1 t
cut -c1-4 t
cut -d' ' -f2- t
cut t
tr 'a-z' 'A-Z' < t
tr -d '0-9' < t
tr -s ' ' '\n' < t | head -4
sort t
sort -r t
sort -k2 t
printf '10\n9\n100\n' | sort -n
printf 'b\na\nb\n' | sort -u
printf 'a\na\nb\n' | uniq -c
printf 'a\na\nb\n' | uniq -d
head -1 t
head -n 2 t
head -c 5 t
tail -1 t
tail -n +2 t
wc t
wc -l t
wc -l < t
awk '{print $1}' t
awk '{print NR": "$NF}' t
awk '/UP/ {n++} END {print n}' t
awk -F. '{print $1}' t
awk '$2 == "UP" {print $1, length($1)}' t
awk 'BEGIN {printf "%-5s|%3d\n", "ab", 7}'
awk '{sum += NR} END {print sum/2}' t
awk -v x=5 'BEGIN {print x * 2}'
sed 's/eth/ETH/' t
sed -n '2p' t
sed '1d' t
sed -n '/lo/,$p' t
sed -e 's/0/o/g' -e 's/UP/up/' t
sed 's/\([a-z]*\)\([0-9]\)/\2\1/' t
sed -E 's/([0-9]+)\.([0-9]+)/\2.\1/' t
sed -i 's/DOWN/GONE/' t; cat t
paste -s -d, t
nl t
rev <<< abc
seq 3
seq 2 2 6
seq -s, 3
echo 5 3 | awk '{print $1-$2}'
column -t t
tac t
expr 3 + 4
basename /a/b/c.txt .txt
dirname /a/b/c.txt
echo aGVsbG8= | base64 -d
echo '{"a":1,"b":[1,2]}' | jq -c .b
ip -j addr | jq -r '.[].ifname'
date -u -d @0
od -c <<< hi
xxd <<< hi
