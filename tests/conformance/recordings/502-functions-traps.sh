# functions, traps, set -e in subshells, exit statuses
cleanup() { echo "cleanup $?"; }
( trap cleanup EXIT; echo in; false )
echo $?
( set -e; false; echo no )
echo "rc=$?"
( set -eu; echo ${nope}; echo no ); echo "rc=$?"
( set -o pipefail; false | true; echo $? )
true | false | true; echo "${PIPESTATUS[@]}"
check() {
  if ! ip link show "$1" > /dev/null 2>&1; then
    echo "no device $1" >&2
    return 3
  fi
  echo "device $1 ok"
}
check lo; check eth7; echo $?
check eth7 || echo "failed with $?"
retry() { local n=0; until "$@"; do ((++n >= 3)) && return 1; echo "try $n"; sleep 0.1; done; }
retry test -f /tmp/nope
retry test -d /tmp && echo fine
trap 'echo got INT' INT
kill -INT $$
trap - INT
trap 'echo usr1' USR1; kill -USR1 $$; trap
trap - USR1
(trap 'echo bye; exit 5' TERM; sh -c 'kill -TERM $PPID'; sleep 1); echo $?
f() { trap 'echo returned' RETURN; echo body; }; f; trap - RETURN
x=5; case $x in [0-4]) echo low;; [5-9]) echo high;; esac
for ((i=0; i<3; i++)); do printf '%d ' $i; done; echo
select_one() { echo "$#: $*"; shift; echo "$@"; }; select_one a "b c" d
arr=(one "two three" four); echo ${#arr[@]} "${arr[@]:1}" "${!arr[@]}"
unset 'arr[1]'; declare -p arr
s=10.244.0.5/24; echo ${s%/*} ${s#*/} ${s//./-} ${s:0:6} ${#s} ${s^^}
IFS=. read -r a b c d <<< "10.244.0.5"; echo "$d.$c.$b.$a"
printf '%02x:' 10 244 0 5 | sed 's/:$/\n/'
printf '%s\n' {a..c}{1..2} | paste -sd,
mapfile -t lines < <(printf '%s\n' x y z); echo "${lines[2]} ${#lines[@]}"
echo $(( 0xff & 0x0f )) $((2**10)) $((7/2)) $((-7%3)) $((1<<4))
echo $((1/0))
let y=3*4; echo $y
[[ 10.0.0.1 =~ ^([0-9]+)\. ]] && echo ${BASH_REMATCH[1]}
declare -i n=5; n+=3; echo $n
readonly r=1; r=2
echo after
