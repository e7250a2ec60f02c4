# HTTP: busybox httpd, python3 -m http.server, nginx; curl, wget and busybox wget; refusals, redirects, errors
ip netns add a; ip netns add b
ip link add eth0 netns a type veth peer name eth0 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth0 up; ip -n $n link set lo up; done
ip -n a addr add 10.0.0.1/24 dev eth0
ip -n b addr add 10.0.0.2/24 dev eth0
mkdir www; echo "hello from b" > www/index.html; mkdir www/sub; touch www/sub/a.txt "www/sub/b c.txt"; mkdir www/sub/d; ln -s a.txt www/sub/l; seq 1 2000 > www/big.txt
ip netns exec b busybox httpd -p 8080 -h www
(cd www; ip netns exec b python3 -m http.server 8000 > /tmp/py.log 2>&1 & )
ip netns exec b nginx
sleep 1
ip netns exec a curl -v http://10.0.0.2:8080/
ip netns exec a curl -v http://10.0.0.2:8000/
ip netns exec a curl -v http://10.0.0.2/
ip netns exec a curl -sv -I http://10.0.0.2/ | cat
ip netns exec a curl -si http://10.0.0.2:8080/nope | cat
ip netns exec a curl -si http://10.0.0.2:8000/nope | cat
ip netns exec a curl -si http://10.0.0.2/nope | cat
ip netns exec a curl -si http://10.0.0.2:8080/sub | cat
ip netns exec a curl -si http://10.0.0.2:8000/sub | cat
ip netns exec a curl -si http://10.0.0.2:8080/sub/ | cat
ip netns exec a curl -sI http://10.0.0.2:8000/ | cat
ip netns exec a curl -sI http://10.0.0.2:8080/ | cat
ip netns exec a curl -si http://10.0.0.2:8000/sub/ | cat
ip netns exec a curl -si -L http://10.0.0.2:8000/sub | cat
ip netns exec a curl -s http://10.0.0.2:8000/?a=b
ip netns exec a curl -si -d x=1 http://10.0.0.2:8000/ | cat
ip netns exec a curl -si -d x=1 http://10.0.0.2:8080/ | cat
ip netns exec a curl -si -d x=1 http://10.0.0.2/ | cat
ip netns exec a curl -si -X DELETE http://10.0.0.2:8080/ | cat
ip netns exec a curl -f http://10.0.0.2:8080/nope
ip netns exec a curl http://10.0.0.2:81/
ip netns exec a curl -v http://10.0.0.2:81/
ip netns exec a curl --connect-timeout 1 -s http://10.0.0.9/; echo $?
ip netns exec a curl http://10.0.0.9/
ip netns exec a curl -v http://10.0.1.9/
ip netns exec a curl http://nope.test/
ip netns exec a curl -v http://nope.test/
ip netns exec a curl https://10.0.0.2/
ip netns exec a curl
ip netns exec a curl --bogus
ip netns exec a curl -o
ip netns exec a curl -m abc http://x
ip netns exec a curl foo://x
ip netns exec a curl http://
ip netns exec a curl -s http://10.0.0.2:8080/big.txt -w '%{http_code} %{size_download} %{remote_ip} %{remote_port} %{num_connects} %{content_type} %{url_effective} %{method}\n' -o /dev/null
ip netns exec a curl -s http://10.0.0.2:8080/big.txt http://10.0.0.2:8080/index.html -o /dev/null -v
ip netns exec a curl -s -o /dev/null -w '%{http_code}\n' http://10.0.0.2:8080/ http://10.0.0.2:8080/none
ip netns exec a curl -s http://10.0.0.2:8080/ -w '%{http_version} %{scheme} %{size_header} %{size_request} %{size_upload} %{num_redirects} %{redirect_url} %{exitcode} %{errormsg} %{local_ip} %{response_code} %{num_headers} %{ssl_verify_result} %{filename_effective}|%%|%header{content-type}\n'
ip netns exec a curl -sS http://10.0.0.2:81/ -w '%{http_code} %{exitcode}\n'
ip netns exec a curl -sL -w '%{http_code} %{num_redirects} %{url_effective}\n' -o /dev/null http://10.0.0.2:8000/sub
ip netns exec a curl -s -w '%{redirect_url}\n' http://10.0.0.2:8000/sub
ip netns exec a curl -sf http://10.0.0.2:8080/none; echo $?
ip netns exec a curl -s http://10.0.0.2:81/; echo $?
ip netns exec a curl -sS -o /nope/x http://10.0.0.2/
ip netns exec a curl -v --resolve web.test:8080:10.0.0.2 http://web.test:8080/
ip netns exec a curl -s --interface 10.0.0.1 http://10.0.0.2:8080/
ip netns exec a curl --interface nope0 http://10.0.0.2:8080/
ip netns exec a curl -si http://10.0.0.2:8080/ | cat -A
ip netns exec a curl -O http://10.0.0.2:8080/
ip netns exec a curl -sO http://10.0.0.2:8080/big.txt; wc big.txt
ip netns exec a curl -s -m 5 http://10.0.0.2 | head -4
ip netns exec a wget -q -O - http://10.0.0.2:8080/; ip netns exec a wget -nv http://10.0.0.2:8080/big.txt
ip netns exec a wget -q http://10.0.0.2:8080/none; echo $?
ip netns exec a wget http://10.0.0.2:8080/none
ip netns exec a wget --spider http://10.0.0.2:8080/nope
ip netns exec a wget --spider -nv http://10.0.0.2:8080/
ip netns exec a wget --spider http://10.0.0.2:8080/index.html
ip netns exec a wget -T 1 -t 1 http://10.0.0.9/
ip netns exec a wget -t 1 http://10.0.0.2:81/
ip netns exec a wget http://nope.test/
ip netns exec a wget
ip netns exec a busybox wget -q -O - http://10.0.0.2:8080/
ip netns exec a busybox wget http://10.0.0.2:8080/nope
ip netns exec a busybox wget http://10.0.0.2:81/
ip netns exec a busybox wget -O x http://10.0.0.2:8080/
ip netns exec a busybox wget -O - http://10.0.0.2:8080/index.html
cat /tmp/py.log
cat /var/log/nginx/access.log
ip netns exec b nginx -t
ip netns exec b nginx -v
ip netns exec b busybox httpd -p 8080
ip netns exec b busybox httpd -h /nope -p 8081
ip netns exec b python3 -m http.server x
ip netns exec b python3 -V
ip netns exec b pkill -f 'httpd -p 8080'; sleep 0.2; ip netns exec a curl -s http://10.0.0.2:8080/; echo $?
ip netns exec b pkill nginx; ip netns exec b pkill python3
