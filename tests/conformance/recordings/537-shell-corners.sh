# corners of bash and small tools: jobs, options, sourcing, quoting, errors
sleep 30 & p=$!; kill $p; wait $p; echo $?
jobs -l | wc -l
jobs
sleep 0.1 & wait $!; jobs | wc -l
sleep 0.1 & wait; jobs | wc -l
false & wait $!; jobs | wc -l
echo a b | xargs -n1 -I{} echo x{}
echo a b | xargs -I{} -n1 echo x{}
echo a b | xargs -I{} -L1 echo x{}
echo a b | xargs -L1 -I{} echo x{}
echo a b c | xargs -L1 -n 2 echo
echo a b c | xargs -n 2 -L1 echo
echo a b c | xargs -n 0 echo
echo a b c | xargs -n x echo
echo ${names[5]:-none} "${names[@]/e/E}"
printf '# name\nred 10.1.0.0/24 10\nblue 10.2.0.0/24 20\n' > inventory.txt; names=(red blue)
echo ${names[5]:-none} "${names[@]/e/E}"
grep -c . inventory.txt; grep -n blue inventory.txt; grep -o '[0-9.]*/24' inventory.txt; grep -L red inventory.txt; grep -E '^(red|blue) ' -c inventory.txt
tr a-z A-Z < inventory.txt | head -2 | tail -1; wc -l -w < inventory.txt; nl inventory.txt | head -2; rev <<< abc; fold -w 5 <<< 1234567890
column -t inventory.txt
jq -n --arg a x '{name:$a,n:[1,2,3]|add}' -c; ip -j link | jq -r '.[].ifname' | sort
ip -j addr | jq -r '.[]|select(.operstate=="UP")|"\(.ifname) \(.addr_info[0].local)/\(.addr_info[0].prefixlen)"'
xargs -n 2 echo <<< "1 2 3 4 5"
printf '%s\n' {a..c}{1..2} | paste - - 
find /sys/class/net -maxdepth 1 -name 'h-*' | sort
echo $'tab\there' "dollar \$x" 'single $x' `echo back`
( readonly K=5; K=6; echo after $K )
let z=3*4; echo $z; expr 3 + 4; expr length hello; expr abc : 'a\(.\)'
nosuchcmd; echo $?
./nofile.sh; echo $?
echo hi > /nodir/file; echo $?
cat nofile; ls nofile; rm nofile; cp a b c; mkdir inventory.txt
( unset nope; echo "${nope?must be set}"; echo not here ); echo $?
( set -u; echo $undefinedvar; echo not here ); echo $?
( set -e; false; echo not here ); echo $?
( set -o pipefail; false | true; echo $? )
set -x; echo traced "two words" $((1+1)); set +x
for ((i=0; i<3; i++)); do printf '%d ' $i; done; echo
a=(one two three); a+=(four); unset 'a[1]'; echo "${!a[@]}" "${a[@]}" "${#a[@]}" "${a[-1]}" "${a[@]:1:2}"
while :; do break; done; echo $?
[[ 10.244.1.5 =~ ^([0-9]+)\.([0-9]+)\. ]] && echo "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
[[ abc < abd && -n x && ! -z y ]] && echo cmp; [[ 5 -gt 10 ]] || echo less
printf -v line '%-5s|' a b; echo "$line"
echo {1..10..3} {z..w} pre{A,B}post
echo "${PATH##*:}" ; f=/etc/cni/net.d/10-flannel.conflist; echo ${f##*/} ${f%/*} ${f%%.*} ${f//\//_}
trap 'echo int' INT; kill -INT $$; trap - INT
trap 'echo term; ' TERM; kill $$; echo after; trap
getopts_test() { local OPTIND o; while getopts ":ab:c" o; do case $o in a) echo A;; b) echo B=$OPTARG;; c) echo C;; :) echo "need $OPTARG";; \?) echo "bad $OPTARG";; esac; done; shift $((OPTIND-1)); echo rest $*; }; getopts_test -a -b val -x rest; getopts_test -b
select x in a b; do echo $x; break; done <<< 2
cat <<-'X' | sed 's/^/> /'
	tab $removed
	second
	X
exec 3> fd3.txt; echo to3 >&3; exec 3>&-; cat fd3.txt
read -t 1 -r v < /dev/null; echo $?
ulimit -n | head -0; umask; umask 077; touch f; ls -l f | cut -c1-10; umask 022
export FOO=bar; env | grep ^FOO; FOO=baz sh -c 'echo $FOO'; echo $FOO
history | tail -1
alias ll='ls -l'; alias; unalias ll
source /dev/stdin <<< 'echo sourced'; . ./nofile
eval 'x=1; echo $x'; type ll; builtin echo b; command echo c
