/** Real programs that this sandbox knows but does not have, and what to use instead. */
const INSTEAD = new Map<string, string>([
  ["vim", "use nano or less"], ["vi", "use nano or less"], ["emacs", "use nano or less"], ["nvim", "use nano or less"], ["ed", "use nano or sed"],
  ["apt", "the tools of the course are installed already"], ["apt-get", "the tools of the course are installed already"],
  ["apt-cache", "the tools of the course are installed already"], ["dpkg", "the tools of the course are installed already"],
  ["yum", "the tools of the course are installed already"], ["dnf", "the tools of the course are installed already"],
  ["apk", "the tools of the course are installed already"], ["snap", "the tools of the course are installed already"],
  ["pip", ""], ["npm", ""], ["node", ""], ["python", "use bash, awk or jq"], ["python3", "use bash, awk or jq"], ["perl", "use awk or sed"],
  ["ruby", ""], ["gcc", ""], ["make", ""], ["go", ""], ["git", ""],
  ["docker", "pods are network namespaces here: use ip netns"], ["podman", "pods are network namespaces here: use ip netns"],
  ["nerdctl", "pods are network namespaces here: use ip netns"], ["ctr", ""], ["crictl", ""], ["kubectl", ""], ["helm", ""],
  ["kubeadm", ""], ["kind", ""], ["minikube", ""], ["cilium", ""], ["calicoctl", ""],
  ["systemctl", "services are not simulated; use ps and kill"], ["service", "services are not simulated; use ps and kill"],
  ["journalctl", "use dmesg"], ["nmap", "use ping or arping"], ["iptables", ""], ["ip6tables", ""], ["iptables-save", ""],
  ["iptables-restore", ""], ["nft", ""], ["ebtables", ""], ["ufw", ""], ["firewall-cmd", ""], ["ipset", ""], ["conntrack", ""],
  ["ipvsadm", ""], ["tc", ""], ["ssh", "open a terminal on the other machine"], ["scp", ""], ["sftp", ""], ["rsync", "use cp"],
  ["telnet", ""], ["nc", ""], ["ncat", ""], ["netcat", ""], ["socat", ""], ["curl", ""], ["wget", ""], ["dig", ""], ["nslookup", ""],
  ["host", ""], ["traceroute", "use ping -t TTL"], ["tracepath", "use ping -t TTL"], ["mtr", "use ping -t TTL"], ["iperf", ""], ["iperf3", ""],
  ["wireshark", "use tcpdump, or the packet list beside the terminal"], ["tshark", "use tcpdump"], ["ngrep", "use tcpdump -A"],
  ["ifconfig", "use ip addr and ip link"], ["route", "use ip route"], ["arp", "use ip neigh"], ["netstat", "use ss"], ["nmcli", "use ip"],
  ["ovs-vsctl", "use ip link and bridge"], ["vconfig", "use ip link add ... type vlan"], ["ifup", "use ip link set ... up"],
  ["ifdown", "use ip link set ... down"], ["dhclient", "use ip addr add"], ["bird", ""], ["birdc", ""], ["vtysh", ""], ["busybox", ""],
  ["tmux", "open another terminal"], ["screen", "open another terminal"], ["strace", ""], ["ltrace", ""], ["gdb", ""], ["perf", ""],
  ["bpftool", ""], ["bpftrace", ""], ["pwru", ""], ["lsof", "look into /proc/PID/fd"], ["htop", "use ps or watch"], ["top", "use ps or watch"],
  ["mount", ""], ["umount", ""], ["modprobe", ""], ["lsmod", ""], ["insmod", ""], ["rmmod", ""], ["reboot", "reset the lab"],
  ["shutdown", "reset the lab"], ["poweroff", "reset the lab"], ["halt", "reset the lab"], ["crontab", ""], ["at", ""], ["tar", ""],
  ["gzip", ""], ["zip", ""], ["unzip", ""], ["useradd", ""], ["adduser", ""], ["passwd", ""], ["visudo", ""], ["openssl", ""], ["zsh", "use bash"],
  ["fish", "use bash"], ["ksh", "use bash"], ["dash", "use sh"], ["unshare", "use ip netns"], ["nsenter", "use ip netns exec"], ["lsns", "use ip netns"],
]);

/** What to say about a real program that is missing here, or null for a name that we do not know. */
export function notModelled(name: string): string | null {
  const instead = INSTEAD.get(name);
  if (instead === undefined) return null;
  return `${name} is a real program that this sandbox does not have${instead === "" ? "" : `; ${instead}`}`;
}
