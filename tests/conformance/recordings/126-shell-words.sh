# words: quoting, variables, expansion
echo hello   world
echo "hello   world" 'single $HOME' $HOME
a=5; b="two words"; echo $a $b "$b"
echo ${a}x ${#b} ${b%% *} ${b##* } ${b/two/three} ${b^^} ${c:-default} ${c:=set} $c
echo ${b:0:3} ${b: -5} ${b//o/0}
echo $((a * 3 + 2)) $((a ** 2)) $((17 % 5)) $((1 << 4)) $((a > 3 ? 10 : 20))
echo $(echo nested $(echo deeper)) `echo old`
echo {1..5} {a..e} x{1,2,3}y {01..03} {10..0..5}
echo *.nope
touch f1.txt f2.txt g1.log
echo *.txt ?1.* [fg]1* {f,g}1.*
echo "tab\tno" $'tab\tyes' -e
echo -e 'one\ntwo\tthree'
echo -n no newline
printf '%s-%05d-%x-%5.2f|%-6s|%6s|\n' abc 42 255 3.14159 left right
printf '%s\n' one two three
printf '%d\n' notanumber
arr=(one two "three four"); echo ${arr[0]} ${arr[2]} ${#arr[@]} ${arr[@]:1}; for x in "${arr[@]}"; do echo "<$x>"; done
declare -A m; m[k]=v; m[__proto__]=w; echo ${m[k]} ${m[__proto__]} ${#m[@]}
set -- x y z; echo $# $1 $3 "$*" "$@"; shift; echo $1
echo "$?" $$ | sed 's/ [0-9]*$/ PID/'
echo ~ ~root
read -r x y <<< "first second third"; echo "$x|$y"
IFS=: read -r u p rest <<< "root:x:0:0"; echo $u $rest
unset a; echo "[$a]"
echo ${nope?is missing}
echo ${!b*}
x=10; ((x++)); echo $x; let x+=5; echo $x
echo "a\"b" 'it'\''s' a\ b
echo $((1/0))
echo ${a[}
"unterminated
quote"
