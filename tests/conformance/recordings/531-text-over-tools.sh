# text tools over what the network tools print
ip netns add a; ip link add veth-a type veth peer name eth0 netns a address 02:00:00:00:00:0a; ip link set veth-a address 02:00:00:00:00:01
for i in 1 2 3; do ip addr add 10.$i.0.1/24 dev veth-a; done; ip link set veth-a up; ip -n a link set eth0 up; ip -n a addr add 10.1.0.2/24 dev eth0
ip -n a route add default via 10.1.0.1
ip -o -4 addr show | awk '{print $2, $4}'
ip -o -4 addr show dev veth-a | awk -F'[ /]+' '{print $4}' | sort -t. -k2,2nr
ip -j addr show dev veth-a | jq -r '.[0].addr_info[] | select(.family=="inet") | "\(.local)/\(.prefixlen)"'
ip -j route | jq -c '.[]'
ip -j route | jq -r '.[] | [.dst, .dev, .prefsrc] | @tsv'
ip -j link | jq '[.[] | {name: .ifname, mtu, up: (.flags | index("UP") != null)}] | sort_by(.name)'
ip -j -d link show veth-a | jq '.[0] | .linkinfo.info_kind, .num_tx_queues, (.address | ascii_upcase)'
ip route | sed -n 's/^\([0-9.\/]*\) dev \([a-z0-9-]*\).*/\2 \1/p'
ip route | sed -E '/10\.2/d; s#/24#/twentyfour#; 1i\first line' 
ip route | grep -c link; ip route | grep -v 10.1; ip route | grep -oE '([0-9]+\.){3}[0-9]+/[0-9]+' | sort -u
ip route | tac | head -n 1; ip route | tail -n +2 | cut -d' ' -f1,3
ip addr | grep -A2 -n veth-a | head -5 | cut -c 1-40
ip -br addr | column -t
ip -br link | awk '{ if ($2=="UP") up++; else down++ } END { printf "up=%d down=%d\n", up, down }'
ip -n a neigh; ping -c1 -q 10.1.0.2 >/dev/null; ip neigh | awk '{print $1,$NF}'
cat /proc/net/dev | tr -s ' ' | cut -d: -f1 | tail -n +3 | sort
awk 'BEGIN { for (i = 0; i < 256; i += 64) printf "10.0.0.%d/26%s", i, (i < 192 ? "," : "\n") }'
awk -v net=10.244 'BEGIN { n = split("1 2 3", a, " "); for (i = 1; i <= n; i++) print net "." a[i] ".0/24" }'
printf '10.0.0.10\n10.0.0.9\n10.0.0.100\n' | sort; printf '10.0.0.10\n10.0.0.9\n10.0.0.100\n' | sort -V; printf '3\n10\n2\n' | sort -n | uniq -c
printf 'b 2\na 1\nb 3\n' | awk '{s[$1]+=$2} END {for (k in s) print k, s[k]}' | sort
echo '{"kind":"Pod","spec":{"nodeName":"n1","containers":[{"name":"c","ports":[{"containerPort":80}]}]}}' | jq -r '.spec.containers[].ports[].containerPort'
echo '[1,2,3]' | jq 'map(.*2) | add'; echo '{"a":null}' | jq '.a // "none"'; echo '{"a":1}' | jq '.b.c'; echo '{bad' | jq .
echo '{"a":[{"b":1},{"b":2}]}' | jq -c '.a[] | select(.b>1)'; jq -n '"x" * 3'; jq -n '[range(3)]|length'; jq -n '{a:1,b:"two"}|to_entries[]|"\(.key)=\(.value)"' -r
printf 'one\ntwo\nthree\n' | sed '2!d'; printf 'one\ntwo\n' | sed '$a\end' ; printf 'a\nb\nc\n' | sed -n '2,$p;2q'; echo foo | sed 's/o/0/2; y/f/F/'
printf 'x=1\ny=2\n' | sed 's/=/ = /' | tee /tmp/t | wc -l; sed -i 's/1/9/' /tmp/t; cat /tmp/t
echo 'a,b,,d' | awk -F, -v OFS=';' '{$3="c"; print; print NF}'
printf '%s\n' alpha beta gamma | awk 'NR==2{next} /a$/{print NR": "$0; c++} END{print c" lines"}'
echo "10.244.1.5" | awk -F. '{printf "%02x%02x%02x%02x\n",$1,$2,$3,$4}'
printf 'a b\nc d\n' | xargs -n1 echo -; printf 'a\nb\n' | xargs -I{} echo "<{}>"; seq 5 | xargs -n2
find /proc/sys/net/ipv4/conf/veth-a -name 'rp_*' -o -name 'forwarding' | sort; ls /sys/class/net | sort | paste -sd' '
cat /sys/class/net/veth-a/{address,mtu,operstate,carrier,flags}; basename /sys/class/net/veth-a; dirname /a/b/c; readlink -f /proc/self/ns/../ns 2>/dev/null | sed 's/[0-9]\+/N/'
printf 'abc' | od -An -tx1; printf '\x45\x00' | xxd; printf 'hello' | base64; echo aGVsbG8= | base64 -d; echo; printf 'x' | md5sum; printf 'x' | sha256sum | cut -c1-16; printf 'x' | cksum
head -c 5 /dev/zero | tr '\0' 'z'; echo; yes n | head -2; rev <<< abc; expand <<< $'a\tb'; fold -w 3 <<< abcdefg; comm -12 <(seq 1 4) <(seq 3 6); join <(printf '1 a\n2 b\n') <(printf '2 x\n3 y\n')
wc -l /etc/hosts /etc/hostname 2>/dev/null | tail -1 | tr -d ' ' | tr -d 0-9; touch -d '2024-01-01 UTC' /tmp/z; date -u -r /tmp/z +%F; date -u -d @0 '+%Y-%m-%d %H:%M:%S'; date -u -d '2024-02-28 +2 days' +%F
diff -u <(ip -br link | cut -d' ' -f1) <(printf 'lo\nveth-a@if2\n') | tail -n +3; cmp <(echo a) <(echo b); echo $?
grep -rn localhost /etc/hosts | cut -d: -f1,2; grep -E '^(127|::1)' /etc/hosts; grep -q nothing /etc/hosts; echo $?; grep x /nonexistent; grep -w lo /proc/net/dev | cut -c1-6
timeout 1 sleep 5; echo $?; timeout 5 true; echo $?; nice echo nice; nohup echo hup 2>&1 | tail -1; env -i A=1 env; which ip ping; id -un; hostname; uname -s; tty; nproc > /dev/null; sleep 0.1
