# background jobs, wait, kill, signals
sleep 1 &
wait
echo $?
(sleep 0.3; exit 4) &
wait $!
sleep 10 & kill $!
wait
sleep 5 & jobs
kill %1
wait
jobs
kill %5
kill 99999
kill -l 15
kill -l | head -2
sleep 0.2 & sleep 0.1 & wait; echo both
{ sleep 0.2; echo late; } & echo early; wait
trap 'echo got TERM' TERM; kill -TERM $$; trap - TERM
trap 'echo got INT' INT; kill -INT $$; trap - INT
timeout 0.5 sleep 5
timeout -s INT 0.5 sleep 5
timeout 5 true
bash -c 'exit 9'
sh -c 'echo $0 $1' name arg
bash -c 'sleep 10' & sleep 0.1; kill %1; wait
(trap '' INT; sleep 0.3; echo survived) & sleep 0.1; kill -INT $!; wait
while true; do sleep 0.1; done & sleep 0.35; kill $!; wait; echo stopped
nohup true
wait 12345
