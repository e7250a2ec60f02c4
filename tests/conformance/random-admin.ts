/**
 * A random administrator: writes a bash script of `ip`, `bridge`, `sysctl` and `ping` commands from a
 * seed, sensible and silly ones mixed, each followed by looks at the state. The same script runs on a
 * real kernel (`npm run conformance:random`, root) and in the sandbox; the transcripts must agree.
 */
import { Rng } from "../../sandbox/sim/rng.ts";

const NAMESPACES = ["red", "blue"];
const DEVICES = ["e0", "e0", "e1", "e1", "e2", "e3", "br0", "br0", "br1"];
const ADDRESSES = [
  "10.0.0.1/24",
  "10.0.0.2/24",
  "10.0.0.3/25",
  "10.0.1.1/24",
  "10.0.0.1/32",
  "172.16.5.4/30",
  "192.168.7.9/16",
  "127.0.0.5/8",
  "10.0.0.255/24",
];
const PREFIXES = [
  "10.9.0.0/16",
  "10.9.1.0/24",
  "10.9.1.128/25",
  "10.9.1.7",
  "default",
  "0.0.0.0/0",
  "192.168.0.0/16",
  "10.0.0.0/24",
];
const GATEWAYS = ["10.0.0.254", "10.0.0.2", "10.0.1.254", "172.16.5.5", "1.2.3.4", "10.0.0.1"];
const MACS = ["02:00:00:00:00:11", "02:00:00:00:00:22", "02:00:00:00:00:01"];

export function randomScript(seed: number, steps = 40): string {
  const rng = new Rng(seed, "random-admin");
  const pick = <T>(list: readonly T[]): T => list[rng.below(list.length)] as T;
  const chance = (percent: number): boolean => rng.below(100) < percent;
  let mac = 0xa0;
  const nextMac = (): string => `02:00:00:00:01:${(mac++).toString(16).padStart(2, "0")}`;
  // What most likely exists by now, by namespace, so that most commands meet something. A guess: the
  // script is written before it runs.
  const here = new Map<string, Set<string>>([
    ["", new Set(["e0", "e1"])],
    ...NAMESPACES.map((ns): [string, Set<string>] => [ns, new Set()]),
  ]);
  let ns = "";
  const ip = (): string => {
    ns = chance(30) ? pick(NAMESPACES) : "";
    return ns === "" ? "ip" : `ip -n ${ns}`;
  };
  const home = (): string => {
    ns = "";
    return "ip";
  };
  const known = (): readonly string[] => [...(here.get(ns) ?? [])];
  const device = (): string => (known().length > 0 && chance(85) ? pick(known()) : pick(DEVICES));
  const bridge = (): string => {
    const bridges = known().filter((name) => name.startsWith("br"));
    return bridges.length > 0 && chance(85) ? pick(bridges) : pick(["br0", "br1"]);
  };
  const born = (name: string, where = ns): string => {
    here.get(where)?.add(name);
    return name;
  };
  const fresh = (): string => {
    const free = DEVICES.filter((name) => !name.startsWith("br") && !known().includes(name));
    return free.length > 0 && chance(85) ? pick(free) : pick(DEVICES);
  };
  const died = (name: string): string => {
    here.get(ns)?.delete(name);
    return name;
  };
  const moved = (): string => {
    const name = device();
    const to = pick(NAMESPACES);
    died(name);
    born(name, to);
    return `${name} netns ${to}`;
  };
  const change: readonly (() => string)[] = [
    () => `ip netns add ${pick(NAMESPACES)}`,
    () => `ip netns del ${pick(NAMESPACES)}`,
    () =>
      `${home()} link add ${born(fresh())} address ${nextMac()} type veth peer name ${born(fresh())} address ${nextMac()}`,
    () =>
      `${home()} link add ${born(fresh())} address ${nextMac()} type veth peer name ${pick(DEVICES)} netns ${pick(NAMESPACES)} address ${nextMac()}`,
    () => `${ip()} link add ${born(pick(["br0", "br1"]))} address ${nextMac()} type bridge`,
    () => `${ip()} link set ${device()} up`,
    () => `${ip()} link set ${device()} up`,
    () => `${ip()} link set ${device()} up`,
    () => `${ip()} link set ${device()} down`,
    () => `${ip()} link set ${device()} mtu ${pick(["1400", "9000", "60", "1500", "70000"])}`,
    () => `${ip()} link set ${device()} master ${chance(80) ? bridge() : device()}`,
    () => `${ip()} link set ${device()} nomaster`,
    () => `${ip()} link set ${device()} address ${pick(MACS)}`,
    () => `${home()} link set ${moved()}`,
    () => `${ip()} link set ${device()} name ${died(device())}`,
    () => `${ip()} link del ${died(device())}`,
    () => `${ip()} addr add ${pick(ADDRESSES)} dev ${device()}`,
    () => `${ip()} addr add ${pick(ADDRESSES)} dev ${device()}`,
    () => `${ip()} addr add ${pick(ADDRESSES)} brd + dev ${device()}`,
    () => `${ip()} addr del ${pick(ADDRESSES)} dev ${device()}`,
    () => `${ip()} addr flush dev ${device()}`,
    () => `${ip()} route add ${pick(PREFIXES)} via ${pick(GATEWAYS)}`,
    () =>
      `${ip()} route add ${pick(PREFIXES)} via ${pick(GATEWAYS)}${chance(30) ? ` dev ${device()}` : ""}${chance(30) ? ` metric ${pick(["10", "50", "100"])}` : ""}${chance(15) ? " onlink" : ""}`,
    () =>
      `${ip()} route add ${pick(PREFIXES)} dev ${device()}${chance(20) ? ` src ${pick(GATEWAYS)}` : ""}`,
    () =>
      `${ip()} route add ${pick(["blackhole", "unreachable", "prohibit", "throw"])} ${pick(PREFIXES)}`,
    () =>
      `${ip()} route ${pick(["replace", "change", "append", "prepend"])} ${pick(PREFIXES)} via ${pick(GATEWAYS)}`,
    () => `${ip()} route del ${pick(PREFIXES)}`,
    () =>
      `${ip()} neigh ${pick(["add", "replace", "change"])} ${pick(GATEWAYS)} lladdr ${pick(MACS)} dev ${device()}`,
    () => `${ip()} neigh del ${pick(GATEWAYS)} dev ${device()}`,
    () =>
      `${ip()} rule add ${pick(["from 10.0.0.0/24", "to 10.9.0.0/16", "fwmark 7", "iif e0"])} table ${pick(["100", "main", "7"])}`,
    () =>
      `${ip()} rule del ${pick(["from 10.0.0.0/24", "to 10.9.0.0/16", "fwmark 7", "iif e0"])} table ${pick(["100", "main", "7"])}`,
    () => `bridge fdb add ${pick(MACS)} dev ${device()} master`,
    () => `bridge fdb del ${pick(MACS)} dev ${device()} master`,
    () => `sysctl -w net.ipv4.ip_forward=${pick(["0", "1"])}`,
    () =>
      `${ip()} link set ${device()} ${pick(["promisc on", "promisc off", "arp off", "arp on", "multicast off", "allmulticast on", "txqueuelen 10", "alias hello", "group 7"])}`,
    () =>
      `${ip()} addr add ${pick(ADDRESSES)} ${pick(["scope link", "scope host", "noprefixroute", "metric 50", "label e0:x", "valid_lft forever preferred_lft 0", "peer 10.0.9.9"])} dev ${device()}`,
    () => `${ip()} addr replace ${pick(ADDRESSES)} dev ${device()}`,
    () =>
      `${ip()} route add ${pick(PREFIXES)} nexthop via ${pick(GATEWAYS)} nexthop via ${pick(GATEWAYS)} weight 2`,
    () =>
      `${ip()} route add ${pick(PREFIXES)} via ${pick(GATEWAYS)} ${pick(["table 100", "mtu 1300", "src 10.0.0.1", "proto static", "scope link", "tos 0x10", "advmss 1000"])}`,
    () => `${ip()} route flush ${pick(["table 100", "dev e0", "10.9.0.0/16", "proto static"])}`,
    () =>
      `${ip()} rule add ${pick(["from all", "from 10.0.0.1", "to 10.9.0.0/16", "not from 10.0.0.0/8"])} ${pick(["prohibit", "blackhole", "lookup 100 pref 77", "lookup main suppress_prefixlength 0", "goto 32766"])}`,
    () => `${ip()} neigh flush dev ${device()}`,
    () =>
      `bridge link set dev ${device()} ${pick(["cost 10", "priority 5", "learning off", "flood off", "hairpin on", "isolated on", "state 0", "state 3"])}`,
    () =>
      `${ip()} link set ${bridge()} type bridge ${pick(["ageing_time 1000", "stp_state 1", "forward_delay 200", "priority 100", "stp_state 0"])}`,
    () =>
      `${ip()} link set ${device()} type bridge_slave ${pick(["cost 20", "hairpin on", "isolated off"])}`,
    () =>
      `sysctl -w net.ipv4.conf.${pick(["all", "default", "e0", "br0"])}.${pick(["forwarding", "rp_filter", "proxy_arp", "arp_ignore", "promote_secondaries"])}=1`,
  ];
  const look: readonly (() => string)[] = [
    () => `${ip()} -4 addr`,
    () => `${ip()} -br link`,
    () => `${ip()} -o link`,
    () => `${ip()} route`,
    () =>
      `${ip()} route show table ${pick(["all", "local", "main"])} type ${pick(["unicast", "local", "broadcast", "blackhole"])}`,
    () =>
      `${ip()} route get ${pick(["10.9.1.7", "10.9.1.200", "10.0.0.2", "8.8.8.8", "127.0.0.1", "10.0.0.1"])}`,
    () => `${ip()} rule`,
    () => `${ip()} -4 neigh`,
    () => "bridge link",
    () => `${ip()} -4 -br addr`,
    () => `${ip()} -d link show ${device()}`,
    () => `${ip()} -j -4 addr show ${device()}`,
    () => `${ip()} -j route`,
    () => `${ip()} -d link show ${pick(["br0", "e1"])}`,
    () => "bridge -d link",
    () => `bridge fdb show dev ${device()}`,
    () => `${ip()} neigh show nud all`,
    () =>
      `${ip()} route show ${pick(["10.9.0.0/16", "match 10.9.1.7", "root 10.0.0.0/8", "exact default", "dev e0", "scope link", "table 100", "proto static"])}`,
    () =>
      `${ip()} addr show ${pick(["up", "dev e0", "to 10.0.0.0/24", "scope link", "label e0*", "master br0", "type veth", "primary", "secondary", "permanent", "dynamic"])}`,
    () => `${ip()} link show ${pick(["type bridge", "type veth", "master br0", "up", "group 7"])}`,
    () =>
      `${ip()} route get ${pick(["10.9.1.7", "10.0.0.2"])} ${pick(["from 10.0.0.1", "mark 7", "oif e0", "iif e0", "from 10.0.0.9 iif e0"])}`,
    () => `${ip()} -s link show ${pick(["e0", "br1"])}`,
    () =>
      `cat /proc/sys/net/ipv4/conf/${pick(["all", "e0", "br0"])}/${pick(["forwarding", "rp_filter", "proxy_arp", "arp_ignore"])}`,
    () => `${ip()} -j -d link show ${pick(["br0", "e0"])}`,
    () => `${ip()} -j rule`,
    () => `${ip()} -j neigh`,
    () => `ip netns exec ${pick(NAMESPACES)} ping -c 1 -W 1 ${pick(["10.0.0.1", "10.0.0.2"])}`,
    () => `ping -c 1 -W 1 ${pick(["10.0.0.1", "10.0.0.2", "127.0.0.1", "10.9.1.7"])}`,
  ];
  const lines = [
    "ip netns add red",
    "ip netns add blue",
    `ip link add e0 address ${nextMac()} type veth peer name e1 address ${nextMac()}`,
    "ip addr add 10.0.0.1/24 dev e0",
    "ip link set e0 up",
    "ip link set e1 up",
  ];
  for (let i = 0; i < steps; i++) {
    lines.push(pick(change)());
    if (chance(45)) {
      lines.push("sleep 1.3");
      lines.push(pick(look)());
    }
  }
  lines.push(
    "sleep 1.5",
    "ip -4 addr",
    "ip route show table all type unicast",
    "ip -n red -4 addr",
    "ip -n red route",
    "ip rule",
  );
  return `${lines.join("\n")}\n`;
}
