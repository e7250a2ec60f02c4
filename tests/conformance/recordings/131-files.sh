# files and directories
pwd
ls
ls -a
mkdir d; mkdir d; mkdir -p a/b/c
ls -R a
touch d/x; ls d
cp d/x y; mv y z; ls
rm nope
rm d
rm -r d; rmdir a
rm -rf a; ls
echo hi > f; ls -l f | cut -d' ' -f1-4
chmod +x f; ls -l f | cut -c1-10
chmod 600 f; stat -c '%a %s %n' f
ln -s f l; ls -l l | cut -d' ' -f9-; readlink l; cat l
cd /tmp && pwd; cd -
cd nope
cd /etc; cat hostname; cd
cat /etc/hosts
ls -d /etc /tmp
ls /nope
test -d /etc; echo $?
wc -c < f
file_count=$(ls /etc/hostname | wc -l); echo $file_count
cat f f
head -1 /etc/passwd
id
whoami
hostname
uname
uname -s -m
env | grep ^HOME
which ip
date +%Y | wc -c
du -s nope
mktemp -u /tmp/x.XXXX | wc -c
ls /sys/class/net
cat /sys/class/net/lo/mtu /sys/class/net/lo/operstate
cat /proc/net/dev | head -2
cat /sys/class/net/lo/address
ls -l /proc/self/ns/net | sed 's/.*net:/net:/;s/[0-9]\+/N/'
cat /proc/uptime | wc -w
