# control flow, functions, lists
if true; then echo yes; else echo no; fi
if [ 1 -eq 2 ]; then echo a; elif [ abc = abc ]; then echo b; fi
[ -f /etc/hostname ] && echo file || echo none
[[ abc == a* && 5 -gt 3 ]] && echo match
[[ "10.0.0.1" =~ ^([0-9]+)\.([0-9]+) ]] && echo ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}
for i in 1 2 3; do echo $i; done
for ((i = 0; i < 3; i++)); do echo -n "$i "; done; echo
i=0; while [ $i -lt 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo $i; done
until [ $i -le 0 ]; do i=$((i-1)); done; echo $i
case hello in h*) echo starts-h;; *) echo other;; esac
case 5 in [0-4]) echo low;; 5|6) echo mid;& 7) echo fall;; esac
f() { echo "f: $1"; return 3; }; f arg; echo $?
f
g() {
  local x=inner
  echo $x
}
x=outer; g; echo $x
true && false || echo chain
false
! false
(exit 7)
{ echo grouped; echo again; } | wc -l
(cd /tmp; pwd); pwd
echo one; echo two | tr a-z A-Z; false; true
seq 3 | while read n; do echo "line $n"; done
for d in $(seq 1 3); do
  if [ $d = 2 ]; then break; fi
  echo $d
done
nosuchcommand
./nosuchfile
/tmp
[ 1 -eq x ]
test -z "" -a -n "x" && echo both
false | true; echo ${PIPESTATUS[@]}
set -o pipefail; false | true; echo $?; set +o pipefail
trap 'echo bye' EXIT; trap - EXIT
eval 'echo evaluated $((2+2))'
type cd ls f
command -v ls
alias ll='ls -l'; type ll
return 5
break
echo after
select_me=1; echo ${select_me:+chosen}
time true 2>/dev/null | cat
hash -r; help cd | head -1
exit_code() { return $1; }; exit_code 300; echo $?
