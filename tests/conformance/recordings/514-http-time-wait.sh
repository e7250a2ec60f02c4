# Who keeps the TIME-WAIT after a short answer over HTTP
ip netns add a; ip netns add b
ip link add v0 netns a address 02:00:00:00:00:01 type veth peer name v1 netns b address 02:00:00:00:00:02
ip -n a addr add 10.0.0.1/24 dev v0; ip -n b addr add 10.0.0.2/24 dev v1
ip -n a link set v0 up; ip -n b link set v1 up; ip -n a link set lo up
echo hi > /root/index.html
ip netns exec b busybox httpd -p 8080 -h /root
ip netns exec b python3 -m http.server 8000 >/dev/null 2>&1 &
sleep 1
ip netns exec a curl -s 10.0.0.2:8080
ip netns exec a curl -s 10.0.0.2:8080
ip netns exec a ss -tan | sed 's/  *$//' | wc -l
ip netns exec b ss -tan | sed 's/  *$//' | grep -c TIME
ip netns exec a curl -s 10.0.0.2:8000
ip netns exec a curl -s 10.0.0.2:8000
ip netns exec a ss -tan | grep -c TIME
ip netns exec b ss -tan | grep -c TIME
