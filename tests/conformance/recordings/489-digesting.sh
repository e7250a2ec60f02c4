# bash, awk, sed, grep, sort, cut, column, jq, xargs, find, seq as they are used to digest what ip prints
set -u
ip netns add lab
for i in $(seq 1 4); do ip link add v$i address 02:00:00:00:00:0$i type veth peer name w$i netns lab address 02:00:00:00:01:0$i; done
for i in {1..4}; do ip addr add 10.$i.0.1/24 dev v$i; ip -n lab addr add 10.$i.0.2/24 dev w$i; done
ip -br link | awk '$2 == "DOWN" {n++; print n ": " $1} END {print "total", n}'
for d in v1 v2 w1; do ip link set $d up 2>&1 || echo "no $d ($?)"; done
ip -n lab link set w1 up; ip -n lab link set w3 up
sleep 1
declare -A state; while read -r name st mac rest; do state[${name%@*}]=$st; done < <(ip -br link); for k in $(printf '%s\n' "${!state[@]}" | sort); do printf '%-6s %s\n' "$k" "${state[$k]}"; done
ip -o -4 addr show | awk '{split($4, a, "/"); printf "%-4s %-12s %d\n", $2, a[1], a[2]}'
ip -j addr | jq -r '.[] | select(.link_type == "ether") | .ifname as $n | .addr_info[] | select(.family == "inet") | [$n, .local, .prefixlen] | @tsv'
ip -j link | jq 'map({(.ifname): .operstate}) | add' | cat
ip -j -d link show type veth | jq -c '[.[] | {n: .ifname, k: .linkinfo.info_kind, mtu}] | group_by(.mtu)[0] | length' | cat
ip -j route | jq -r '.[] | "\(.dst) \(.dev) \(.flags | join(","))"' | column -t
ip route | column -t
ip route | sed -n 's/^\([0-9./]*\) dev \([a-z0-9]*\).*src \(.*\)$/\2 \1 \3/p' | sort -r
ip -br addr | tr -s ' ' | cut -d' ' -f1,3 | sort -k2 -t' ' | head -3
ip -o link | grep -oE '^[0-9]+: [^:@]+' | sort -t: -k2 -r
ip -s link show v1 | awk '/RX:/ {getline; print "rx", $1 >= 0} /TX:/ {getline; print "tx", NF}'
ip link | grep -c 'state UP'; ip link | grep -cv 'state'; ip link | grep -n 'v2' | cut -c 1-20
ip link show | sed '/link\//d; s/mtu.*//'
ip link | paste - - | awk '{print $2, $(NF-2)}' | sed 's/:.* / /'
seq 1 3 | xargs -I{} sh -c 'ip -br addr show v{} | tr -s " "'
printf '%s\n' v1 v2 v9 | xargs -n1 ip -br link show dev 2>&1 | awk '{print $1, $2}'
echo v1 v2 | xargs -n 1 -t ip -o link show 2>&1 | cut -c 1-30
find /sys/class/net -maxdepth 1 -type l | sort | xargs -n1 basename | paste -sd,
for f in /sys/class/net/v*/operstate; do echo "$(basename $(dirname $f)) $(< $f)"; done
cat /sys/class/net/v[12]/address; cat /sys/class/net/v1/{mtu,ifindex,type,flags,carrier,tx_queue_len,addr_len,dev_id,speed,duplex} 2>&1
cat /sys/class/net/v3/carrier; cat /sys/class/net/v3/statistics/rx_bytes; ls /sys/class/net/v1/statistics | column -c 100 | head -3
readlink /sys/class/net/v1 | sed 's#.*/##'; test -d /sys/class/net/v1/bridge && echo bridge || echo no bridge
awk 'NR > 2 {sub(":", "", $1); print $1, NF}' /proc/net/dev
awk '$4 ~ /^0003$|^0001$/ {print $1, $2, $8}' /proc/net/route
while read -r ifc dst gw flags _; do [[ $ifc == Iface ]] && continue; printf '%s %d.%d.%d.%d\n' $ifc $((0x${dst:6:2})) $((0x${dst:4:2})) $((0x${dst:2:2})) $((0x${dst:0:2})); done < /proc/net/route
mask=$((0xffffffff << (32 - 26) & 0xffffffff)); printf '%d.%d.%d.%d\n' $((mask >> 24)) $((mask >> 16 & 255)) $((mask >> 8 & 255)) $((mask & 255))
ip2int() { local IFS=.; set -- $1; echo $(( ($1 << 24) + ($2 << 16) + ($3 << 8) + $4 )); }; ip2int 10.244.1.5; printf '%08X\n' $(ip2int 192.168.0.1)
same() { (( ($(ip2int $1) >> (32 - $3)) == ($(ip2int $2) >> (32 - $3)) )) && echo yes || echo no; }; same 10.0.0.1 10.0.0.200 25; same 10.0.0.1 10.0.0.100 25
check() { local want=$1; shift; local got; got=$("$@" 2>&1); local rc=$?; [[ $got == *$want* ]] && echo "ok   ($rc) $*" || echo "FAIL ($rc) $*: ${got%%$'\n'*}"; }
check '10.1.0.1' ip addr show v1; check 'state UP' ip link show v3; check 'not exist' ip link show v9
case $(ip -br link show v1 | awk '{print $2}') in UP) echo is up;; DOWN|LOWERLAYERDOWN) echo is down;; *) echo what;; esac
if ping -c 1 -W 1 10.1.0.2 > /dev/null 2>&1; then echo reachable; else echo unreachable; fi
for t in 10.1.0.2 10.2.0.2 10.9.0.1; do ping -q -c 1 -W 1 $t > out.txt 2>&1; rc=$?; printf '%s %s %s\n' $t $rc "$(grep -o '[0-9]*% packet loss' out.txt || head -1 out.txt)"; done
ping -c 2 -i 0.2 10.1.0.2 | awk -F'[ =]' '/icmp_seq/ {print $6, $8; n++} END {exit n != 2}'; echo $?
ping -c 3 -i 0.2 10.1.0.2 | tee p.txt | grep -c ttl=64; wc -l < p.txt; tail -1 p.txt | cut -d' ' -f1-3
{ ip link show nope; ip link show v1; } 2> err.txt | head -1 | cut -d' ' -f2; cat err.txt
ip link show nope 2>&1 | sed 's/^/> /'; echo "${PIPESTATUS[@]}"
set -o pipefail; ip link show nope 2> /dev/null | cat; echo $?; set +o pipefail
diff <(ip -br link show v1 | tr -s ' ') <(ip -br link show v2 | tr -s ' ') | cut -c 1-20; echo ${PIPESTATUS[0]}
comm -12 <(ip -n lab -br link | awk '{print $2}' | sort -u) <(ip -br link | awk '{print $2}' | sort -u)
join <(ip -br link | awk '{print $1, $2}' | sed 's/@[^ ]*//' | sort) <(ip -br -4 addr | awk '{print $1, $3}' | sed 's/@[^ ]*//' | sort)
mapfile -t devs < <(ip -o link show type veth | awk -F': ' '{print $2}' | cut -d@ -f1); echo "${#devs[@]} ${devs[*]} ${devs[-1]} ${devs[@]:1:2}"
IFS=/ read -r addr len <<< "$(ip -o -4 addr show v1 | awk '{print $4}')"; echo "$addr has $len bits; net ${addr%.*}.0, host ${addr##*.}"
[[ $(ip -4 -o addr show v1) =~ inet\ ([0-9.]+)/([0-9]+) ]] && echo "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
ip route | while read -r dst _ dev rest; do echo "$dev:${dst}"; done | sort -t: -k1,1 -k2,2n | uniq -c | sed 's/^ *//'
cat <<-'X' | while IFS=, read -r ns dev addr; do echo "ip -n $ns addr add $addr dev $dev"; done
	lab,w1,10.9.0.1/24
	lab,w2,10.9.1.1/24
	X
printf '%-10s|%5s|%05d|%x|%o|%e|%.2f|%c|%q|%b\n' name 42 42 255 8 12345 3.14159 xyz 'a b' 'tab\there'
printf '%s=%s ' a 1 b 2; echo; printf -v line '%*s' 20 ''; echo "${line// /-}"
( set -e; ip link show v1 > /dev/null; ip link show nope 2> /dev/null; echo not reached ); echo "rc $?"
( set -e; if ip link show nope 2> /dev/null; then :; fi; ip link show nope 2> /dev/null || true; echo reached ); echo "rc $?"
( trap 'echo "line fails: $?"' ERR; ip link show nope 2> /dev/null; true; false )
( trap 'ip -n lab link set w3 down; echo cleaned' EXIT; exit 3 ); echo $?
timeout 1 bash -c 'until ip -br link show v3 | grep -q UP; do sleep 0.2; done'; echo $?
(sleep 0.4; ip link set v3 up) & (sleep 0.1; ip -n lab link set w3 up) & timeout 5 bash -c 'until ip -br link show v3 | grep -q "UP "; do sleep 0.1; done'; echo $?; wait
time_it() { local s=$SECONDS; "$@"; echo $((SECONDS - s)); }; time_it sleep 1.1
echo "$(ip -br link | wc -l) devices, $(ip -o addr | grep -cw inet) addresses" | tr a-z A-Z
ip -br link | sort -k1,1V | awk 'BEGIN {OFS="|"} {$1=$1; print $1, $3}' | head -4
ip -br link | awk '{c[$2]++} END {for (s in c) print s, c[s]}' | sort
ip addr | awk '/^[0-9]+:/ {sub(":", "", $2); d = $2} /inet / {print d, $2, $NF}' | column -t -N dev,addr,label
ip addr | grep -A2 'v2@' | grep -P -o '(?<=inet )[\d.]+'
ip addr | grep -B1 -m1 '02:00:00:00:00:03' | head -1 | cut -d: -f2 | xargs
ip link | rev | cut -c 1-5 | rev | sort | uniq -c | sort -rn | head -2
ip -br link | nl -w2 -s'. ' | tail -2; ip -br link | tac | head -1 | cut -c 1-6
ip link set v1 down; ip -n lab link set w1 down; ip netns pids lab | wc -l; ip netns del lab; sleep 0.2; ip -br link | wc -l
