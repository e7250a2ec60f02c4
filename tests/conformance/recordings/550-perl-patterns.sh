# grep -P as one picks fields out of ip's output; hash, type and printf's corners
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1
ip link set v0 up; ip link set v1 up; ip addr add 10.0.0.1/24 brd + dev v0
ip addr show v0 | grep -oP '(?<=inet )\d+(\.\d+){3}'
ip addr show v0 | grep -oP 'inet \K\S+'
ip addr show v0 | grep -oP 'inet \K[\d.]+(?=/24)'
ip addr show v0 | grep -oP '\d+\.\d+\.\d+\.\d+(?=/)'
ip -4 addr | grep -oP '(\d{1,3}\.){3}\d{1,3}'
ip link | grep -oP '^\d+: \K[^:@]+'
ip link show v0 | grep -oP 'link/ether \K(?:[0-9a-f]{2}:){5}[0-9a-f]{2}'
ip link show v0 | grep -oP '(?<=mtu )\d+|qlen \K\d+'
ip -o -4 addr | grep -oP 'v0\s+inet \K[^/]+'
ip link show v0 | grep -oP '(?i)STATE \K\w+'
ip route | grep -oP 'src \K(?:\d+\.)+\d+'
ip link | grep -cP '^\d+:'
ip link show v0 | grep -oP '<.*?>'
ip link show v0 | grep -oP '[A-Z_]+(?=,UP)'
ip link show v0 | grep -P '(UP|DOWN),LOWER_UP' | wc -l
echo a1b22c333 | grep -oP '[a-z]\d+(?!\d)'
echo '10.0.0.1 - - [x] "GET / HTTP/1.1" 200 612' | grep -oP '"\K[A-Z]+|(?<=" )\d{3}'
echo 'key=value; k2=v2' | grep -oP '(?<==)[^;]+'
hash -r; type ls; ls > /dev/null; type ls; hash
hash -r; hash; hash ls cat; hash -t ls cat; hash -t nosuch; hash nosuch
kill -l | tail -1; kill -l TERM; kill -l 137
printf '%z\n'; printf 'a%y%d\n' 1
