# redirections, here-documents, pipelines
echo one > f; echo two >> f; cat f
cat < f | wc -l
cat nope 2> err; cat err
ls nope f > out 2>&1; cat out
ls nope 2>&1 | sed 's/^/piped: /'
echo to-stderr >&2
{ echo out; echo err >&2; } 2> /dev/null
{ echo out; echo err >&2; } > /dev/null
cat << EOF
home is $HOME
sum $((1 + 2))
EOF
cat << 'EOF'
home is $HOME
EOF
cat <<- EOF
	tab stripped
EOF
cat <<< "here string"
tr a-z A-Z <<< lower
exec 3> f3; echo three >&3; exec 3>&-; cat f3
echo x > /nope/file
cat < nope
: > f; wc -c f
echo a | tee t1 t2 > /dev/null; cat t1 t2
diff <(echo a; echo b) <(echo a; echo c)
set -o noclobber; echo x > t1; echo y >| t1; cat t1; set +o noclobber
yes | head -3
seq 1000000 | head -2
echo $(< t1)
printf 'a\nb\nc\n' | { read x; echo "first $x"; cat; }
cat /dev/null
echo gone > /dev/null
ls /proc/self/fd > /dev/null && echo ok
mkdir d; echo x > d
cat d
echo "a b" | xargs -n1 echo item
find . -name 't*' | sort
