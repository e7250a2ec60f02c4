/** The registry: what is installed on a machine. One line a program. */
import type { Program } from "../kernel/proc/process.ts";
import * as core from "./core/index.ts";
import { birds } from "./daemons/bird/bird.ts";
import { birdClients } from "./daemons/bird/birdc.ts";
import { calicoctl } from "./daemons/bird/calicoctl.ts";
import { systemctl } from "./daemons/systemd/systemctl.ts";
import { arping } from "./net/arping.ts";
import { brctl } from "./net/brctl.ts";
import { bridge } from "./net/bridge/index.ts";
import { ip } from "./net/ip/index.ts";
import { ethtool } from "./net/ethtool.ts";
import { conntrack } from "./net/conntrack.ts";
import { dig } from "./net/dig.ts";
import { dnsmasq } from "./net/dnsmasq/dnsmasq.ts";
import { getent } from "./net/getent.ts";
import { host } from "./net/host.ts";
import { busybox } from "./net/http/busybox.ts";
import { curl } from "./net/http/curl.ts";
import { nginx } from "./net/http/nginx.ts";
import { python3 } from "./net/http/python.ts";
import { wget } from "./net/http/wget.ts";
import { ipset } from "./net/ipset.ts";
import { ipvsadm } from "./net/ipvsadm.ts";
import { hostname } from "./net/hostname.ts";
import { iperf3 } from "./net/iperf3/index.ts";
import { legacyTools } from "./net/iptables/absent.ts";
import { xtablesMonitor } from "./net/iptables/monitor.ts";
import * as iptables from "./net/iptables/index.ts";
import { lsmod, modinfo, modprobe, rmmod } from "./net/kmod.ts";
import { netplan } from "./net/netplan.ts";
import { pwru } from "./net/pwru.ts";
import { nft } from "./net/nft/index.ts";
import { nstat } from "./net/nstat.ts";
import { nc } from "./net/nc.ts";
import { nslookup } from "./net/nslookup.ts";
import { arp, ifconfig, netstat, route } from "./net/net-tools.ts";
import { ping } from "./net/ping.ts";
import { sysctl } from "./net/sysctl.ts";
import { ss } from "./net/ss.ts";
import { tc } from "./net/tc/index.ts";
import { mtr } from "./net/mtr.ts";
import { tracepath } from "./net/tracepath.ts";
import { traceroute } from "./net/traceroute.ts";
import { tcpdump } from "./net/tcpdump.ts";

export const programs: readonly Program[] = [
  // network programs (programs/net)
  ip,
  bridge,
  brctl,
  ping,
  arping,
  tcpdump,
  sysctl,
  tc,
  ethtool,
  hostname,
  getent,
  dnsmasq,
  dig,
  host,
  nslookup,
  busybox,
  curl,
  nginx,
  python3,
  wget,
  ss,
  traceroute,
  mtr,
  tracepath,
  conntrack,
  ipset,
  ipvsadm,
  nstat,
  nc,
  iperf3,
  route,
  arp,
  netstat,
  ifconfig,
  lsmod,
  modprobe,
  modinfo,
  rmmod,
  ...Object.values(iptables),
  ...legacyTools,
  xtablesMonitor,
  netplan,
  pwru,
  nft,
  // daemons (programs/daemons)
  ...birds,
  ...birdClients,
  calicoctl,
  systemctl,
  // text and file tools (programs/core)
  ...Object.values(core),
];
