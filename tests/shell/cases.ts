/** Snippets that real bash 5.2 answered (record.ts); our shell must answer the same. */
export const cases: readonly string[] = [
  // quoting
  `echo a  b "c  d" 'e  f' g\\ h`, `echo "a\\"b" 'a"b' "a'b" $'a\\tb\\n' "\\$x \\\\ \\a"`, `echo "$'x'" \\
joined`, `x='a b'; echo $x "$x" '$x' "\${x}"`, `echo "\`echo hi\`" \`echo "a b"\``, `echo \${x:-"a  b"} "\${x:-a  b}" "\${x:-'q'}" \${x:-'q'}`,
  `set -- "a b" c; for i in "$@"; do echo "[$i]"; done; for i in $@; do echo "($i)"; done; for i in "$*"; do echo "<$i>"; done`,
  `set --; for i in "$@"; do echo x; done; echo $# "[$*]"`, `set -- 1 2 3; echo x"$@"y`, `echo "" '' | cat; printf '[%s]' "" ''; echo`,
  `IFS=:; x=a:b::c; printf '[%s]' $x; echo`, `IFS=,; set -- a b c; echo "$*" $*`, `x='  a   b  '; printf '[%s]' $x; echo; printf '[%s]' "$x"; echo`,
  `IFS=' :'; x=' a : b :: c '; printf '[%s]' $x; echo`, `x='*'; echo "$x"; cd /; echo "*"`,
  `echo $'\\x41\\u00e9\\101\\e[0m'`, `echo a#b #c`, `echo a;# comment
echo b`,
  // parameters
  `x=hello; echo \${x:1:3} \${x:2} \${x: -3} \${x:1:-1} \${#x}`, `x=; echo "[\${x-d}]" "[\${x:-d}]" "[\${x+s}]" "[\${x:+s}]"`,
  `unset x; echo \${x:=v} $x`, `x=/a/b/c.tar.gz; echo \${x#*/} \${x##*/} \${x%.*} \${x%%.*} \${x/b/B} \${x//a/A} \${x/#\\/a/X} \${x/%gz/zip}`,
  `x=hello; echo \${x^} \${x^^} \${x^^l}; y=HELLO; echo \${y,} \${y,,}`, `x=y; y=z; echo \${!x}; echo \${!x@}`, `abc1=1 abc2=2; echo \${!abc*}`,
  `a=(1 2 3); echo \${a[1]} \${a[@]} \${#a[@]} \${a[-1]} \${!a[@]}; a[7]=x; echo \${!a[@]} \${#a[*]}; unset 'a[0]'; echo "\${a[@]}"`,
  `a=(a b c d); echo \${a[@]:1:2} \${a[@]: -1} \${a[@]/b/X} \${a[@]#a}`, `a=(1 2); a+=(3 4); echo \${a[*]}; a[1]+=5; echo \${a[1]}`,
  `declare -A m=([one]=1 [two]=2 [three]=3); for k in "\${!m[@]}"; do echo $k=\${m[$k]}; done`, `declare -A m; m[__proto__]=1; m[constructor]=2; m[toString]=3; echo "\${!m[@]}" "\${m[@]}" \${#m[@]}`,
  `__proto__=x; constructor=y; echo $__proto__ $constructor; toString() { echo f; }; toString; hasOwnProperty=1; echo $hasOwnProperty $valueOf`,
  `echo \${x?}`, `echo \${x:?my message}; echo after`, `echo \${1?need one}`, `x=1; readonly x; x=2; echo after $x`, `set -u; echo $nope; echo after`,
  `set -u; echo "\${nope-ok}" $@ ; echo \${a[0]}`, `x='a b c'; y=\${x// /_}; echo $y`, `x=aXbXc; echo \${x//X/&&} "\${x//X/\\&}"`, `echo \${#} \${#@} \${##}`,
  `x=5; echo \${x@Q} \${x@A}; y="it's"; echo \${y@Q}; declare -r z=1; echo \${z@a}`, `f() { echo $# $1 \${@:2}; }; f a b c`, `set -- a b c d e f g h i j k; echo $10 \${10} \${11} \${@:9:2} \${@: -2}`,
  `echo \${bad name}; echo after`, `x=abc; echo \${x:5} "[\${x:3}]" "[\${x:1:0}]"`, `x=abc; echo \${x:1:-5}; echo after`, `declare -n r=x; x=1; r=2; echo $x $r`,
  `echo $0 $# $?; false; echo $?`, `x=1 y=2; x=$y y=$x; echo $x $y`, `x=~; echo $x; echo ~root ~/a "~" a~ ~nosuch; y=a:~/b; echo $y`,
  // arithmetic
  `echo $((1+2*3)) $(((1+2)*3)) $((7/2)) $((-7/2)) $((7%3)) $((2**10)) $((1<<4)) $((0xff)) $((010)) $((2#101)) $((36#z))`,
  `x=5; echo $((x++)) $x $((++x)) $((x--)) $((x+=10)) $x $((x>3?1:2)) $((!x)) $((~x))`, `echo $((1,2,3)) $((1&&0)) $((1||0)) $((5&3)) $((5|3)) $((5^3)) $((3==3)) $((3!=3))`,
  `((0)); echo $?; ((1)); echo $?; let x=3+4 y=x*2; echo $x $y $?; let 0; echo $?`, `echo $((1/0)); echo after`, `echo $((1+)); echo after`, `echo $((08)); echo after`, `echo $((a b)); echo after`,
  `x=y+1; y=4; echo $((x*2))`, `echo $((9223372036854775807+1))`, `for ((i=0;i<3;i++)); do echo $i; done`, `a=(3 1 2); echo $((a[0]+a[2])) $((a[1]++)) \${a[1]}`, `x=1; (( x += 2, x *= 3 )); echo $x`, `((1/0)); echo $?`, `let 1/0; echo $?`, `x=x; echo $((x)) 2>&1 | head -c 60`,
  `declare -i n=3; n+=4; echo $n; n=2*5; echo $n`, `echo $((1 ? 2 : 3 ? 4 : 5))`, `echo $(( $(echo 3) + \`echo 4\` ))`, `echo $((1 == 1 && 2 < 1 || 3))`, `echo $[1+1]`, `echo $((2**-1)); echo after`, `echo $((1.5)); echo after`,
  // braces, globs
  `echo {a,b}{1,2} {1..5} {5..1} {a..e} {01..03} {1..10..3} a{b,c}d{e,f} {a} {} {a,} x{,y}`, `echo {a,{b,c}} "{a,b}" {1..x} {a..c..2}`, `x=1; echo {$x,2} {$x..3}`, `echo pre{-1..1}post {-05..5..5}`,
  `touch() { :; }; > a1; > a2; > b1; > .h; echo a* *1 ?2 [ab]1 [!a]* nothing* "a*" .h*; echo *`, `> x.txt; > y.txt; > z; shopt -s extglob
echo !(*.txt) @(x|y).txt *.tx?(t); shopt -s nullglob; echo no*; shopt -s dotglob`, `set -f; echo *; set +f`, `> 'a b'; for f in a*; do echo "[$f]"; done`, `> ab; x='a*'; echo $x "$x"; case abc in $x) echo yes;; esac; case 'a*' in "$x") echo lit;; esac`,
  // control
  `if true; then echo a; elif false; then echo b; else echo c; fi; if false; then echo a; elif true; then echo b; fi; if false; then :; fi; echo $?`, `for i in a b c; do if [ $i = b ]; then continue; fi; echo $i; done; echo $i`, `i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i`,
  `for i in 1 2 3; do for j in 1 2 3; do if [ $j = 2 ]; then continue 2; fi; if [ $i = 3 ]; then break 2; fi; echo $i$j; done; done`, `case foo in f*) echo 1;; foo) echo 2;; esac; case x in a|x) echo m;& b) echo fall;; c) echo no;; esac; case x in x) echo a;;& [x-z]) echo b;;& *) echo c;; esac`, `case "a b" in "a b") echo q;; esac; case [x in [[]x) echo br;; esac; case $nope in '') echo empty;; esac`, `break; echo $?; continue`, `while read -r l; do echo "[$l]"; done <<< $'a\\nb'`, `while :; do break; done; echo $?; while false; do :; done; echo $?`,
  `f() { return 3; }; f; echo $?; f || echo or; f && echo and; ! f; echo $?`, `f() { local x=1; g; echo $x; }; g() { x=2; echo $x; }; x=0; f; echo $x`, `f() { echo $FUNCNAME \${FUNCNAME[@]}; }; g() { f; }; g`, `function f { echo f; }; f; unset -f f; f; echo $?`, `f() ( x=1; exit 3 ); f; echo $? $x`, `f() { echo out; } > out.txt; f; cat out.txt`, `f() { f; }; FUNCNEST=5; f 2> /dev/null; echo $?`, `local x; echo $?`, `return 3; echo $?`, `{ echo a; echo b; } | cat; (echo c; exit 4); echo $?`, `x=1; (x=2; echo $x); echo $x`, `true && false || echo x; false || true && echo y; ! true; echo $?`, `[ 1 = 1 ] && [ 2 = 3 ]; echo $?`,
  // test
  `[ ]; echo $?; [ a ]; echo $?; [ -z "" ]; echo $?; [ ! a ]; echo $?; [ a = a -a b = b ]; echo $?; [ a = b -o b = b ]; echo $?`, `[ 1 -lt x ]; echo $?`, `[ a b ]; echo $?`, `[ a b c ]; echo $?`, `[ a = b; echo $?`, `[ -f /nope ]; echo $?; [ -d / ]; echo $?; [ -e / ]; echo $?; test -r / -a -x /; echo $?`, `[[ abc == a* ]]; echo $?; [[ abc == "a*" ]]; echo $?; [[ abc =~ ^a(.)c$ ]]; echo $? \${BASH_REMATCH[1]}; [[ a < b ]]; echo $?; [[ -n a && ! -z b ]]; echo $?; [[ 3 -gt 2 || x ]]; echo $?`, `x='a b'; [[ $x == 'a b' ]]; echo $?; [[ -z $nope ]]; echo $?; [[ 10 -eq 0xa ]]; echo $?`, `[[ a =~ b ]]; echo $? "[\${BASH_REMATCH[0]}]"; re='[0-9]+'; [[ x12y =~ $re ]]; echo \${BASH_REMATCH[0]}`, `[ "(" = "(" ]; echo $?; [ \\( a = a \\) ]; echo $?`, `test 1 -eq 1 -a 2 -eq 2 b; echo $?`, `x=1; [ -v x ]; echo $?; [[ -v nope ]]; echo $?`,
  // redirections
  `echo a > f; echo b >> f; cat f; cat < f; cat f 2>&1 > /dev/null; echo x 2>&1`, `nosuch 2> e; cat e; nosuch > e 2>&1; cat e; nosuch &> e; cat e; nosuch 2>/dev/null; echo $?`, `echo a > /nope/x; echo $?`, `cat < /nope; echo $?`, `set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f`, `exec 3> f; echo hi >&3; exec 3>&-; cat f; echo x >&3; echo $?`, `exec 4< <(echo a; echo b); read x <&4; read y <&4; echo $x $y`, `cat <<E
a $((1+1)) \\$x \`echo b\`
E`, `cat <<'E'
a $x \\n
E`, `cat <<-E
	tab
	E
cat <<< "here $((2))"`, `cat <<A; cat <<B
one
A
two
B`, `cat <(echo a) <(echo b)`, `echo a | tee() { cat; }; echo x > "$nope"; echo $?`, `x='a b'; echo hi > $x; echo $?`, `{ echo out; echo err >&2; } 2>&1 | cat; { echo out; echo err >&2; } > /dev/null`, `echo a >&5; echo $?`, `read x < /nope; echo $?`, `> f; echo $?; < f; echo $?; [ -s f ]; echo $?`, `exec {fd}> f; echo hi >&$fd; exec {fd}>&-; cat f`, `echo one 1<> f; cat f`, `f() { cat; }; f <<< hi; while read a; do echo $a; done < <(echo 1; echo 2)`,
  // pipelines
  `echo a | cat | cat; false | true; echo $? \${PIPESTATUS[@]}; true | false; echo $?`, `set -o pipefail; false | true; echo $?; (exit 3) | (exit 4) | true; echo $? `, `echo a | read x; echo "[$x]"`, `nosuch | cat; echo $?; cat /nope |& cat`, `! false | true; echo $?; ! true`, `yes | head -n 2; echo \${PIPESTATUS[0]}`, `for i in 3 1 2; do echo $i; done | sort`, `echo a | { read x; echo "got $x"; }`, `(echo a; echo b) | while read l; do echo "<$l>"; done`, `x=$(echo a; echo b; echo); echo "[$x]"; y=$(exit 3); echo $?`, `echo $(echo $(echo nested)) "$(echo "a  b")"`, `x=$(cat <<E
in
E
); echo $x`, `echo $(< /nope); echo $?`, `x=$(false) ; echo $?; x=1$(exit 4); echo $?; echo $(exit 5); echo $?`,
  // set, trap
  `set -e; false; echo no`, `set -e; false || true; if false; then :; fi; ! true; echo yes; (exit 2); echo no`, `set -e; f() { false; echo in; }; f || echo or; f; echo no`, `set -x; x=1; echo a "b c" $x; for i in 1; do :; done`, `set -x; if [ a = b ]; then :; fi; y='it'\\''s'; echo "$y" ''`, `trap 'echo bye' EXIT; echo hi; exit 3`, `trap 'echo err $?' ERR; false; true; (exit 4); if false; then :; fi`, `trap 'echo got' USR1; kill -USR1 $$; echo after`, `trap 'echo bye' EXIT; trap; trap - EXIT; trap`, `trap 'echo t' TERM; kill $$; echo $?`, `trap x NOSUCH; echo $?`, `(trap 'echo sub' EXIT; echo in); echo out`, `kill -TERM $$; echo no`, `bash -c 'kill -INT $$'; echo $?`, `trap '' INT; kill -INT $$; echo survived`, `set -- -a b; echo $1; set a b c; echo $3; shift; echo $1 $#; shift 5; echo $?; shift x`, `set -o nosuch; echo $?`, `set -k -Z; echo $?`, `set -o | head -n 3`, `exit 300`, `exit abc`, `false; exit`, `exit 1 2; echo $?`,
  // builtins
  `echo -n a; echo -e 'a\\tb\\c' d; echo; echo -E 'a\\n'; echo -ne 'x\\n'; echo -z; echo --; echo -e '\\x41\\0101\\u00e9'`, `printf '%s %d %5d|%-5s|%05d %x %o %X %c %e %.2f %g %%\\n' a 42 7 ab 42 255 8 255 xyz 1.5 3.14159 0.0001`, `printf '%s-%s\\n' a b c; printf '%d\\n' x; echo $?; printf '%b' 'a\\nb\\n'; printf '%q ' 'a b' "it's" '' '$x'; echo`, `printf -v x '%03d' 7; echo $x; printf '%s\\n'; printf '%(%Y)T\\n' 0; printf '%i %u\\n' -3 3; printf '%+d % d\\n' 5 5; printf '%*d\\n' 5 3`, `printf; echo $?; printf '%z\\n' 1; echo $?; printf '%d %d\\n' 010 0x1f; printf '%d\\n' "'A"`, `printf '%.3s|%10.2s|\\n' abcdef abcdef; printf '%5s|%-8s|\\n' e f`,
  `read x y <<< "a b c"; echo "[$x][$y]"; read -r z <<< 'a\\b'; echo $z; read z <<< 'a\\b'; echo $z; read -a arr <<< "1 2 3"; echo \${arr[2]}; read -n 2 q <<< abcdef; echo $q; IFS=: read a b c <<< x:y:z:w; echo $c`, `read x < /dev/null; echo $?; read -d : x <<< a:b; echo $x; printf 'no newline' | { read x; echo $? $x; }`, `read 1x; echo $?`, `read -u 9 x; echo $?`, `mapfile -t a <<< $'x\\ny z'; echo \${#a[@]} "\${a[1]}"; mapfile -n 1 b <<< $'p\\nq'; echo "\${b[@]}"`, `cd /nope; echo $?; cd /; pwd; cd tmp 2>/dev/null && pwd; cd -; cd a b; echo $?`, `pushd / ; pushd /tmp; dirs; popd; popd; popd; echo $?`, `type echo if nosuch; echo $?; type -t echo if cat nosuch; f() { echo x; }; type f; type -t f`, `command -v echo if nosuch; echo $?; command -v cat; command echo hi; command nosuch; echo $?`, `alias x; echo $?; alias a='b c'; alias; alias a; unalias a; unalias a; echo $?`, `shopt -s expand_aliases
alias hi='echo hello'
hi there`, `export A=1; B=2; env | sort | head -n 1; export -n A; export B; declare -p B`, `declare -p nope; echo $?; x=1; declare -p x; a=(1 '2 3'); declare -p a; declare -A m=([k]=v); declare -p m; declare -x e=1; declare -p e; readonly r=1; declare -p r`, `declare -u U=abc; declare -l L=ABC; echo $U $L; declare -r R=1; R=2; echo after`, `unset x; unset -f nope; echo $?; readonly q=1; unset q; echo $?`, `export 1a=b; echo $?; export a-b; declare 2x`, `getopts ab: o -a -b val; echo $o $?; getopts ab: o -a -b val; echo $o $OPTARG $OPTIND; getopts ab: o -a -b val; echo $? $o`, `set -- -x -b; while getopts ab: o; do echo "$o $OPTARG"; done`, `f() { while getopts :ab: o; do echo "$o:$OPTARG"; done; }; f -z -b`, `eval 'x=1; echo $x'; eval; echo $?; eval "echo a" "b"`, `echo 'echo sourced $1; y=5; return 4' > s; . ./s arg; echo $? $y; source ./nope; echo $?; .`, `exec sort < /dev/null; echo no`, `exec nosuch; echo no`, `umask; umask 077; umask; umask -S; umask u=rwx,g=rx,o=; umask`, `hash; hash nosuch; echo $?`, `kill; echo $?; kill abc; echo $?; kill -l 9 15; kill -l TERM; kill -NOPE 1; echo $?; kill %1; echo $?; kill 999999; echo $?`, `wait; echo $?; wait 99999; echo $?; wait %1; echo $?; jobs; fg; bg`, `sleep 0.1 & wait $!; echo $?; (exit 7) & wait $!; echo $?`, `sleep 5 & kill $!; wait $!; echo $?`, `{ sleep 0.1; echo bg; } & wait; echo fg`, `: a b; true x; false; echo $?; builtin echo hi; builtin nosuch; echo $?`, `times > /dev/null; echo $?; let; echo $?; test; echo $?`, `HOME=/ ; cd; pwd; unset HOME; cd; echo $?`, `logout; echo $?`, `enable -n umask; type -t umask; echo $?; enable umask; type -t umask`, `shopt nosuch; echo $?; shopt -s nosuch; shopt -q extglob; echo $?; shopt dotglob`, `history; echo $?`, `disown; echo $?`, `typeset x=1; echo $x; f() { declare y=2; }; f; echo "[$y]"; f() { declare -g z=3; }; f; echo $z`,
  // errors
  `nosuch; echo $?; ./nosuch; echo $?; /; echo $?; /etc/passwd 2>/dev/null; echo $?; ''; echo $?`, `echo )`, `if`, `echo "abc`, `for`, `fi`, `echo a; echo (`, `case x in`, `echo \${`, `a |`, `;; `, `echo hi
echo there
fi
echo no`, `$(nosuch); echo $?; \`nosuch\` ; echo $?`, `eval 'echo )'; echo $?; eval 'if'; echo $?`, `nosuch() { echo "mine $1"; }; nosuch x`, `x=5 nosuch; echo $? $x; x=7 eval 'echo $x'; echo $x; x=8 :; echo $x`, `a=1; a=2 echo $a; echo $a`, `echo $LINENO
echo $LINENO; f() { echo $LINENO; }
f`, `cat <<E
unterminated`, `echo $- ; echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL); echo \${BASH_VERSINFO[0]}`, `echo $SECONDS; RANDOM=1; [ $RANDOM -ge 0 ]; echo $?`, `x=abc; x+=def; echo $x; declare -i n=1; n+=1; echo $n`, `echo "a\${x}b" "$x$x" "\${x}"$x; x=; echo "[$x]" [$x]`, `echo a b c; echo $_`, `> f; [ -f f ] && echo file; [[ -f f && -s f ]] || echo empty; [ f -nt nope ]; echo $?`, `select x in a b; do echo $x; break; done <<< 2`, `f() { echo one; return; echo two; }; f; echo $?; f() { false; return; }; f; echo $?`, `for f in; do echo x; done; for x in $nope; do echo y; done; echo $?`, `while read a b; do echo "$b $a"; done <<E
1 2
3 4 5
E`, `f(){ echo a;};f;g() { if true; then for i in 1 2; do case $i in 1) echo x;; *) y=1; esac; done; fi; }; declare -f g`, `declare -F; f() { :; }; g() { echo hi > /dev/null 2>&1; }; declare -F; declare -f f g`,
];
