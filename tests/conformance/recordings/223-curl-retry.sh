# curl: --retry and its like, -D, -b, --data-binary, --data-raw
ip link set lo up
serve() { printf 'HTTP/1.1 %s\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n' "$1" > answer; for i in $(seq $2); do timeout 20 nc -l -p 8080 -N < answer > request; done & sleep 0.5; }
serve '503 No' 2; curl -S --no-progress-meter --retry 1 http://127.0.0.1:8080/; echo $?
serve '503 No' 2; curl -sf --retry 1 -w '%{http_code}\n' http://127.0.0.1:8080/; echo $?
curl -sS --retry 2 http://127.0.0.1:81/ | cat; echo $?
curl --no-progress-meter -o f --retry 1 --retry-connrefused --retry-delay 2 http://127.0.0.1:81/ 2>&1 | sed 's/after [0-9]* ms/after N ms/'
curl --no-progress-meter --retry 3 --retry-connrefused --retry-max-time 2 http://127.0.0.1:81/ 2>&1 | sed 's/after [0-9]* ms/after N ms/'
curl --no-progress-meter --retry 1 --retry-all-errors http://127.0.0.1:81/ 2>&1 | sed 's/after [0-9]* ms/after N ms/'
curl --retry -1 http://127.0.0.1/; echo $?
curl --retry x http://127.0.0.1/; echo $?
curl --retry-delay x http://127.0.0.1/; echo $?
serve '404 No' 1; curl -sS --retry 1 -D - http://127.0.0.1:8080/; echo $?
serve '200 OK' 1; curl -sS -D heads -b a=1 -b c=d http://127.0.0.1:8080/; cat heads request
printf 'one\ntwo\n' > data
serve '200 OK' 1; curl -sS -d @data -d x http://127.0.0.1:8080/; cat request; echo
serve '200 OK' 1; curl -sS --data-binary @data http://127.0.0.1:8080/; cat request
serve '200 OK' 1; curl -sS --data-raw @data http://127.0.0.1:8080/; cat request; echo
serve '200 OK' 1; curl -sS -b a=1 -e ref -H 'X-A: b' -u u:p http://127.0.0.1:8080/; cat request
