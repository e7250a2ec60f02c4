# exercise bring-it-up
root@router1:~# cat > /etc/netplan/50-cloud-init.yaml <<'EOF'
> network:
>     ethernets:
>         lo:
>           addresses:
>           - 10.0.0.1/32
>         ens33:
>             addresses:
>             - 192.168.8.10/24
>             routes:
>             - to: default
>               via: 192.168.8.2
>             nameservers:
>               addresses:
>               - 8.8.8.8
>               - 0.0.0.0
>         ens37:
>             addresses:
>             - 192.168.16.1/24
>         ens38:
>             addresses:
>             - 192.168.18.1/24
>     version: 2
> EOF
root@router1:~# chmod 600 /etc/netplan/50-cloud-init.yaml
root@router1:~# netplan apply
root@router2:~# cat > /etc/netplan/50-cloud-init.yaml <<'EOF'
> network:
>     ethernets:
>         lo:
>           addresses:
>           - 10.0.0.2/32
>         ens33:
>             addresses:
>             - 192.168.18.2/24
>             routes:
>             - to: default
>               via: 192.168.18.1
>         ens37:
>             addresses:
>             - 192.168.17.1/24
>     version: 2
> EOF
root@router2:~# chmod 600 /etc/netplan/50-cloud-init.yaml
root@router2:~# netplan apply
root@router1:~# cat > /etc/bird/bird.conf <<'EOF'
> log syslog all;
> router id 10.0.0.1; # loopback address
> protocol device {
> }
> protocol direct {
>   interface "lo", "ens37", "ens38";
> }
> protocol kernel {
>     export all;
> }
> protocol static {
> }
> protocol bgp router2 {
>   local 192.168.18.1 as 64513;
>   neighbor  192.168.18.2 as 64513;
>   next hop self;
>   import all;
>   export all;
> }
> protocol bgp kubeadm1 {
>   local 192.168.16.1 as 64513;
>   neighbor  192.168.16.101 as 64512;
>   import all;
>   export all;
> }
> EOF
root@router1:~# systemctl restart bird
root@router2:~# cat > /etc/bird/bird.conf <<'EOF'
> log syslog all;
> router id 10.0.0.2;
> protocol device {
> }
> protocol direct {
> }
> protocol kernel {
>     export all;
> }
> protocol static {
> }
> protocol bgp router1 {
>   local 192.168.18.2 as 64513;
>   neighbor 192.168.18.1 as 64513;
>   next hop self;
>   import all;
>   export all;
> }
> protocol bgp kubeadm2 {
>   local 192.168.17.1 as 64513;
>   neighbor  192.168.17.101 as 64512;
>   import all;
>   export all;
> }
> EOF
root@router2:~# systemctl restart bird
wait 20
root@router1:~# birdc show protocols
root@router2:~# ip route

# exercise read-the-table
root@router1:~# birdc show route
answer best = none of BIRD's
answer why = 240 is higher than 100
answer i = born in our own AS
answer as = 64512

# exercise watch-a-session
root@router1:~# tcpdump -i ens38 -nn -v -c 12 tcp port 179
root@router2:~# birdc restart router1
wait 15
answer order = Open Keepalive Update
answer opens = each side
answer as = 64513
answer hold = 240

# exercise next-hop
root@router1:~# cp /etc/bird/bird.conf /root/bird.conf
root@router1:~# sed -i '/next hop self/d' /etc/bird/bird.conf
root@router1:~# birdc configure
wait 15
root@router2:~# birdc show route all 10.99.0.0/24
root@router1:~# cp /root/bird.conf /etc/bird/bird.conf
root@router1:~# birdc configure
wait 15
answer becomes = unreachable
answer nexthop = 192.168.16.101
answer why = only through BGP itself

# exercise failure-clocks
root@router1:~# ip link set ens38 down
root@router1:~# ip route get 10.245.0.193
root@router1:~# birdc show protocols
root@router1:~# ip link set ens38 up
wait 300
root@router1:~# iptables -A INPUT -i ens38 -j DROP
root@router1:~# iptables -A OUTPUT -o ens38 -j DROP
wait 250
root@router1:~# birdc show protocols all router2
answer a = not a moment longer
answer a-session = Established
answer b = 240
