# bash as lab scripts use it: arrays, case, read, process substitution, traps, arithmetic, printf
declare -A NODE=([n1]=10.0.0.1 [n2]=10.0.0.2 [n3]=10.0.0.3)
for n in $(printf '%s\n' "${!NODE[@]}" | sort); do printf '%-4s %15s\n' "$n" "${NODE[$n]}"; done
PODS=(a b c); echo "${#PODS[@]} ${PODS[*]} ${PODS[-1]} ${PODS[@]:1:2}"
PODS+=(d e); unset 'PODS[1]'; echo "${!PODS[@]} -> ${PODS[@]}"
while IFS=: read -r user x uid rest; do [ "$uid" -eq 0 ] && echo "$user is $uid"; done < /etc/passwd
diff <(printf '1\n2\n3\n') <(printf '1\n3\n4\n')
mapfile -t L < <(seq 3); echo "${L[1]} of ${#L[@]}"
ip_to_int() { local a b c d; IFS=. read -r a b c d <<< "$1"; echo $(( (a<<24) + (b<<16) + (c<<8) + d )); }
ip_to_int 10.244.1.5
int_to_ip() { printf '%d.%d.%d.%d\n' $(( $1>>24&255 )) $(( $1>>16&255 )) $(( $1>>8&255 )) $(( $1&255 )); }
int_to_ip 183762181
net=10.244.0.0/16; echo "${net%/*} ${net#*/} ${net%%.*} ${net##*.} ${net/244/245} ${net//0/x}"
v=Hello; echo "${v^^} ${v,,} ${v:1:3} ${#v} ${v:-no} ${w:-default} ${w:+set}"
( echo ${w:?must be set} ); echo $?
case 192.168.1.7 in 10.*) echo ten;; 192.168.*) echo home;;& *.7) echo seven;; *) echo other;; esac
for ((i=0; i<3; i++)); do (( i == 1 )) && continue; echo "i=$i"; done
until [ "${k:=0}" -ge 2 ]; do echo "k=$k"; k=$((k+1)); done
printf '%05.2f|%x|%o|%e|%s|%q|%b|%c\n' 3.14159 255 8 12345.678 str 'a b$c' 'x\ty' hello
printf '%s=%d\n' a 1 b 2 c
printf '%d\n' 08
printf '%d %d\n' 0x1f 010
echo {1..5} {a..e..2} pre{x,y{1,2}}post {01..03}
[[ 10.244.1.5 =~ ^([0-9]+)\.([0-9]+) ]] && echo "${BASH_REMATCH[1]}-${BASH_REMATCH[2]}"
[[ veth12ab == veth* && -n $v ]] && echo match
[ 1 -lt 2 -a 3 -gt 2 ] && echo and; [ x = y ] || echo nor
[ -e /nonexistent ]; echo $?
[ 1 -eq one ]
test -f /etc/hosts && test ! -d /etc/hosts && echo file
set -- one two "three four"; echo $# "$2" "${*:2}"; shift; echo "$1 left $#"
f() { echo "in $FUNCNAME with $# args: $*"; return 3; }; f a "b c"; echo "rc $?"
( exit 7 ); echo $?
false | true; echo "${PIPESTATUS[@]}"
set -o pipefail; false | true; echo $?; set +o pipefail
trap 'echo bye' EXIT; ( trap 'echo inner' EXIT; exit 0 ); trap - EXIT
cat <<-END
	tabs are stripped
	$((6*7)) and \$HOME
	END
cat <<'END'
$HOME stays
END
x=5; ((x+=3)); let y=x**2; echo $x $y $((x%3)) $((x>5?1:0)) $((~x)) $((16#ff)) $((2#101))
echo $((1/0))
echo "$(( 7 / 2 )) $(( -7 / 2 )) $(( -7 % 3 ))"
type ip cd f ll
command -v ip; command -v nosuch; echo $?
type -t for; type -t echo; type -t f; type -a echo
alias ll='ls -l'; alias; unalias ll; alias ll
time_it() { local s=$SECONDS; sleep 1; echo $((SECONDS-s)); }; time_it
seq -w 8 11; seq 1 0.5 2; seq 3 -1 1 | paste -sd+
echo "a:b:c" | tr : '\n' | nl
getopts ab: o -b val; echo $o $OPTARG
readonly R=1; R=2
export Z=9; env | grep ^Z=; unset Z; env | grep -c ^Z=
eval 'echo $((1+1))'; bash -c 'echo $0 $1' name arg
ls /nonexistent 2>/dev/null || echo "no such"; ls /nonexistent
nosuchcommand arg
./nothere
cd /nonexistent
kill -l 15; kill -0 $$ && echo alive
jobs; sleep 30 & sleep 40 & jobs; kill %1; wait %1; echo $?; jobs; kill %2; wait
{ echo out; echo err >&2; } 2>&1 | sort
exec 3> /tmp/fd3; echo three >&3; exec 3>&-; cat /tmp/fd3
echo one > /tmp/f; echo two >> /tmp/f; cat < /tmp/f; wc -lwc /tmp/f; : > /tmp/f; wc -c < /tmp/f
set -u; echo $undefinedvar; set +u
set -e; ( false; echo not reached ); echo "rc $?"; set +e
help nosuch
echo -e 'a\tb\n\x41\u00e9' ; echo -n no newline; echo
printf '%s\n' *.none; shopt -s nullglob; printf '[%s]\n' *.none; shopt -u nullglob
