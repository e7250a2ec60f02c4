# files written with here-documents, and read back
mkdir -p conf/net.d && cd conf
cat > topo.txt <<'END'
# name addr gw
red   10.9.1.2/24 10.9.1.1
green 10.9.2.2/24 10.9.2.1

blue  10.9.3.2/24 10.9.3.1
END
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 net.ipv4.ip_forward=1
cat > up.sh <<END
#!/bin/bash
set -euo pipefail
# made by $(whoami) in ${PWD##*/}
while read -r name addr gw; do
  [[ -z \$name || \$name == \#* ]] && continue
  ip netns add "\$name"
  ip link add "v-\$name" type veth peer name eth0 netns "\$name"
  ip addr add "\$gw/24" dev "v-\$name"
  ip link set "v-\$name" up
  ip -n "\$name" addr add "\$addr" dev eth0
  ip -n "\$name" link set eth0 up
  ip -n "\$name" route add default via "\$gw"
  echo "\$name: \$addr via \$gw"
done < topo.txt
END
ls
./up.sh
chmod +x up.sh; ls -l up.sh | cut -c1-10
./up.sh
./up.sh
echo "status $?"
bash -n up.sh && echo syntax ok
head -3 up.sh
ip -br -4 addr
for n in red green blue; do ip netns exec $n ping -c1 -W1 10.9.1.2 | grep -E 'ttl|loss' | sed 's/time.*//'; done
for ns in $(ip netns list | cut -d' ' -f1); do echo "== $ns"; ip -n $ns route; done
tee -a log.txt <<< "line one" | tr a-z A-Z
cat <<-EOT >> log.txt
	tabs go
	  ${HOME}
	EOT
cat -A log.txt
wc -l *.txt
sed -i 's/10\.9/10.8/' topo.txt; grep -n 10.8 topo.txt
diff topo.txt <(sed 's/10\.8/10.9/' topo.txt)
sort -k2 -t. -n topo.txt | head -2
join <(printf 'a 1\nb 2\n') <(printf 'a x\nb y\n')
comm -12 <(ip netns list | cut -d' ' -f1 | sort) <(printf 'blue\nred\n')
awk 'NR>1 && NF==3 {split($2,p,"/"); print p[1], p[2]}' topo.txt | column -t
rm -r nope; rm nope; rm -f nope; rmdir net.d; cp up.sh; mv a b
ls -a; cd ..; ls conf/*.sh; cat conf
./conf; conf/nope; touch x; ./x; /etc/passwd
stat -c '%A %s %n' conf/up.sh; file_size=$(stat -c %s conf/log.txt); echo $file_size
find conf -name '*.txt' | sort; du -s nope; basename /a/b.txt .txt; dirname /a/b.txt
echo done > /nope/x; echo $?; : > empty; test -s empty || echo empty; [ -f empty -a ! -s empty ] && echo both
